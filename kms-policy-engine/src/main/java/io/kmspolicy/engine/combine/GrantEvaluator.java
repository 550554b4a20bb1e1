package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.UsableGrants.UsableGroup;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates whether grants allow a request (rules 5.6-5.9, 5.14, 5.16). Grants never deny.
 *
 * @param <T> the type of partial results: see {@link Logic}
 */
public final class GrantEvaluator<T> {

  /** Evaluates the operations and constraints of grants. */
  public interface Cover<T> {
    /**
     * Whether some grant of a group covers the request. Called once for each group of grants that
     * the caller may be able to use.
     */
    T of(GrantGroups.Group group);

    /** Whether unknown grants may cover the request. */
    T unknown();
  }

  static final String RETIRE_GRANT = "RetireGrant";

  private final Logic<T> logic;
  private final RequestAttributes attributes;
  private final Cover<T> cover;
  private final GranteeMatcher principals;
  private final T limits;
  private final T identityOk;

  /**
   * An evaluator for one request.
   *
   * @param cover whether a grant's operations and constraints cover the request
   * @param limits whether permissions boundary and session policies allow the request
   * @param identityOk whether the caller's own policies allow the request
   */
  public GrantEvaluator(
      Logic<T> logic, RequestAttributes attributes, Cover<T> cover, T limits, T identityOk) {
    this.logic = logic;
    this.attributes = attributes;
    this.cover = cover;
    this.principals = new GranteeMatcher(attributes);
    this.limits = limits;
    this.identityOk = identityOk;
  }

  /** Whether some grant allows the request, in time linear in the number of grants. */
  public T match(UsableGrants grants) {
    if (attributes.isDecidedByIdentity()) {
      return logic.constant(MatchResult.NO_MATCH);
    }
    if (!(grants instanceof UsableGrants.Known known)) {
      return cover.unknown();
    }
    return attributes.isRetireGrant() ? matchRetired(known.retirable()) : matchUsed(known.groups());
  }

  /** Joins the groups that the same layers limit before it adds these layers. */
  private T matchUsed(List<UsableGroup> groups) {
    Map<Admission, List<T>> covered = new LinkedHashMap<>();
    for (UsableGroup usable : groups) {
      covered
          .computeIfAbsent(admission(usable), unused -> new ArrayList<>(1))
          .add(cover.of(usable.group()));
    }
    List<T> results = new ArrayList<>(covered.size());
    covered.forEach(
        (admission, covers) -> results.add(logic.and(admitted(admission), logic.or(covers))));
    return logic.or(results);
  }

  /**
   * Without a grant id, the request may refer to any grant on the key: a result is certain only if
   * it is the same for all grants. An unlisted grant id may belong to a grant that is newer than
   * the list (rule 5.14).
   */
  private T matchRetired(List<Grant> grants) {
    String id = attributes.request().grantId();
    boolean found = id.isEmpty();
    Map<Retirement, T> matches = new LinkedHashMap<>();
    for (Grant grant : grants) {
      if (attributes.isOnKey(grant.keyId()) && (id.isEmpty() || grant.grantId().equals(id))) {
        found = true;
        matches.computeIfAbsent(retirement(grant), this::retire);
      }
    }
    if (!found) {
      return logic.constant(MatchResult.INDETERMINATE);
    }
    T some = logic.or(List.copyOf(matches.values()));
    T all = logic.constant(MatchResult.MATCH);
    for (T match : matches.values()) {
      all = logic.and(all, match);
    }
    T perhaps = logic.and(some, logic.constant(MatchResult.INDETERMINATE));
    return logic.or(logic.and(some, all), perhaps);
  }

  /**
   * What determines whether the caller may use the grants of a group.
   *
   * @param named whether the grantee is the caller or its role
   * @param account whether the grantee is the caller's account
   * @param home whether the grants were issued in the caller's account
   */
  private record Admission(MatchResult named, MatchResult account, boolean home) {}

  private Admission admission(UsableGroup usable) {
    Forms forms = usable.forms();
    if (attributes.isService()) {
      return new Admission(forms.direct(), MatchResult.NO_MATCH, true);
    }
    boolean home =
        isCallersAccount(usable.group().issuingAccount()) || attributes.sameAccount().isMatch();
    return new Admission(forms.direct().or(forms.role()), forms.account(), home);
  }

  /**
   * Whether the caller may use a grant to a principal. It is not documented how far the permissions
   * boundary, session policies and, for an account or across accounts, identity policies limit a
   * grant (rules 5.7, 5.8). If all of them allow the request, the grant is sufficient; otherwise
   * the result is indeterminate.
   */
  private T admitted(Admission admission) {
    if (attributes.isService()) {
      return logic.constant(admission.named());
    }
    T needed = admission.home() ? limits : logic.and(limits, identityOk);
    return logic.or(
        logic.and(logic.constant(admission.named()), orPerhaps(needed)),
        logic.and(logic.constant(admission.account()), orPerhaps(identityOk)));
  }

  private T orPerhaps(T needed) {
    return logic.or(needed, logic.constant(MatchResult.INDETERMINATE));
  }

  /**
   * What determines whether the caller may retire a grant (rule 5.14). The constraints of the grant
   * are ignored.
   *
   * @param retiring the forms in which the retiring principal names the caller
   * @param grantee the forms in which the grantee names the caller, if the grant lists RetireGrant
   * @param home whether the grant was issued in the caller's account
   * @param delegated whether IAM policies of the caller's account may allow it
   */
  private record Retirement(Forms retiring, Forms grantee, boolean home, MatchResult delegated) {}

  private Retirement retirement(Grant grant) {
    boolean listed = grant.operations().contains(RETIRE_GRANT);
    return new Retirement(
        principals.forms(grant.retiring()),
        listed ? principals.forms(grant.grantee()) : Forms.NONE,
        isCallersAccount(grant.issuingAccount()),
        delegated(grant));
  }

  private T retire(Retirement grant) {
    T retiring = retires(grant.retiring(), limits, identityOk);
    T needed = grant.home() ? limits : logic.and(limits, identityOk);
    // The meaning of an account as grantee is undocumented, as it is for using the grant (rule
    // 5.7).
    T grantee = retires(grant.grantee(), needed, orPerhaps(identityOk));
    T delegated = logic.and(identityOk, logic.constant(grant.delegated()));
    return logic.or(List.of(retiring, grantee, delegated));
  }

  /** Whether IAM policies of the caller's account may allow retiring the grant. */
  private MatchResult delegated(Grant grant) {
    if (isCallersAccount(grant.issuingAccount())) {
      return MatchResult.MATCH;
    }
    // AWS also mentions delegation by the key's account, but not how it is expressed.
    boolean perhaps = grant.issuingAccount().isEmpty() || attributes.sameAccount().isMatch();
    return perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  /**
   * Whether the caller may retire a grant as one of its principals. The retiring principal needs no
   * identity policy, whatever its account; whether a grantee outside the issuing account does is
   * not documented.
   *
   * @param forms the forms in which the grant names the caller
   * @param needed the layers that must allow the request to a principal that is named directly
   * @param asAccount the result if the principal is the caller's account
   */
  private T retires(Forms forms, T needed, T asAccount) {
    T named = logic.constant(forms.direct().or(forms.role()));
    T limited = attributes.isService() ? named : logic.and(named, orPerhaps(needed));
    return logic.or(limited, logic.and(logic.constant(forms.account()), asAccount));
  }

  private boolean isCallersAccount(String issuingAccount) {
    if (!(attributes.caller() instanceof AccountCaller caller)) {
      return false;
    }
    return accountOf(issuingAccount).equals(caller.accountId());
  }

  /** The account that a grant states as its issuer, by id or root ARN; empty if none is stated. */
  static String accountOf(String issuingAccount) {
    return Arn.parse(issuingAccount).map(Arn::accountId).orElse(issuingAccount);
  }
}
