package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.request.Caller.AccountCaller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The grants on one key by the principals that may retire them (rule 5.14). Grants that do not name
 * the caller differ for it in one thing, whether they were issued in its account, in an unstated
 * one, or in another. So one grant stands for all of a kind. Immutable once filled.
 */
final class RetirableGrants {

  /** The issuing account of the grant that stands for the grants of other accounts. */
  private static final String ANOTHER = "another";

  private static final String UNSTATED = "";

  /** The grants that differ in what determines who may retire them. */
  private final List<Grant> different = new ArrayList<>();

  private final GranteeIndex<Integer> byPrincipal = new GranteeIndex<>();
  private final Map<String, Integer> numberByIssuer = new HashMap<>();

  /** What determines who may retire a grant. The order lets hash tables use trees. */
  private record Members(
      String keyId, GrantPrincipal retiring, GrantPrincipal grantee, String issuer)
      implements Comparable<Members> {

    static Members of(Grant grant) {
      boolean isListed = grant.operations().contains(GrantEvaluator.RETIRE_GRANT);
      return new Members(
          grant.keyId(),
          grant.retiring(),
          isListed ? grant.grantee() : new GrantPrincipal.Nobody(),
          issuerOf(grant));
    }

    @Override
    public int compareTo(Members other) {
      int order = keyId.compareTo(other.keyId);
      order = order != 0 ? order : retiring.toString().compareTo(other.retiring.toString());
      order = order != 0 ? order : grantee.toString().compareTo(other.grantee.toString());
      return order != 0 ? order : issuer.compareTo(other.issuer);
    }
  }

  private RetirableGrants() {}

  /** The grants of a list by their key ids. */
  static Map<String, RetirableGrants> byKeyId(List<Grant> grants) {
    Map<String, RetirableGrants> byKeyId = new HashMap<>();
    Set<Members> seen = new HashSet<>();
    for (Grant grant : grants) {
      Members members = Members.of(grant);
      if (seen.add(members)) {
        byKeyId.computeIfAbsent(grant.keyId(), unused -> new RetirableGrants()).add(grant, members);
      }
    }
    return byKeyId;
  }

  private void add(Grant grant, Members members) {
    int number = different.size();
    different.add(grant);
    byPrincipal.put(Grantee.of(members.retiring()), number);
    byPrincipal.put(Grantee.of(members.grantee()), number);
    numberByIssuer.merge(members.issuer(), 1, Integer::sum);
  }

  private static String issuerOf(Grant grant) {
    String account = GrantEvaluator.accountOf(grant.issuingAccount());
    return account.isEmpty() && !grant.issuingAccount().isEmpty() ? ANOTHER : account;
  }

  /**
   * Adds grants that have the results of all grants: those that may name the caller, and one for
   * each kind of the others.
   */
  void addTo(List<Grant> grants, RequestAttributes attributes) {
    Set<Integer> named = new TreeSet<>();
    byPrincipal.find(attributes, named::add);
    Map<String, Integer> namedByIssuer = new HashMap<>();
    for (int number : named) {
      Grant grant = different.get(number);
      grants.add(grant);
      namedByIssuer.merge(issuerOf(grant), 1, Integer::sum);
    }
    int others = different.size() - named.size();
    for (String issuer : issuersApart(attributes)) {
      int unnamed = numberByIssuer.getOrDefault(issuer, 0) - namedByIssuer.getOrDefault(issuer, 0);
      if (unnamed > 0) {
        grants.add(unnamed(issuer));
      }
      others -= unnamed;
    }
    if (others > 0) {
      grants.add(unnamed(ANOTHER));
    }
  }

  /** The issuing accounts that the rule treats in a way of their own. */
  private static List<String> issuersApart(RequestAttributes attributes) {
    return attributes.caller() instanceof AccountCaller member
        ? List.of(UNSTATED, member.accountId())
        : List.of(UNSTATED);
  }

  /** A grant of an account that does not name the caller. */
  private static Grant unnamed(String issuer) {
    GrantPrincipal nobody = new GrantPrincipal.Nobody();
    return new Grant("", "", "", nobody, nobody, List.of(), GrantConstraints.none(), issuer, "");
  }
}
