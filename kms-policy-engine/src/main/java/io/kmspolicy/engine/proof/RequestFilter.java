package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The requests that a question is about.
 *
 * <pre>{@code
 * RequestFilter filter =
 *     RequestFilter.all().actions(List.of("kms:Decrypt")).principal("arn:aws:iam::*:role/app-*");
 * }</pre>
 *
 * @param actionPatterns patterns of actions, one of which must match; empty for all actions
 * @param principalPattern a pattern of {@code aws:PrincipalArn}, or of the names of services; empty
 *     for all callers. A pattern of six fields is compared field by field, as {@code ArnLike} does
 *     (rule 2.15), any other one as one glob
 * @param isOutside whether callers are left out that belong to a trusted account or organization,
 *     or to the account of the key
 * @param countsServices if so, whether the calls are left in that services make for themselves on
 *     behalf of a resource of another account (rule 4.13); a resource whose ARN has no account,
 *     such as a bucket, counts as trusted
 * @param trustedAccounts the trusted accounts
 * @param trustedOrganization the trusted organization
 */
public record RequestFilter(
    List<String> actionPatterns,
    String principalPattern,
    boolean isOutside,
    boolean countsServices,
    Set<String> trustedAccounts,
    Optional<String> trustedOrganization) {

  private static final String ORGANIZATION = DerivedKey.PRINCIPAL_ORG_ID.keyName();
  private static final String PATHS = DerivedKey.PRINCIPAL_ORG_PATHS.keyName();
  private static final String CALLER_ACCOUNT = DerivedKey.CALLER_ACCOUNT.keyName();
  private static final String SOURCE = "aws:sourcearn";
  private static final String SOURCE_ACCOUNT = "aws:sourceaccount";
  private static final String SOURCE_ORGANIZATION = "aws:sourceorgid";
  private static final String SOURCE_PATHS = "aws:sourceorgpaths";

  public RequestFilter {
    actionPatterns = List.copyOf(actionPatterns);
    trustedAccounts = Collections.unmodifiableSet(new LinkedHashSet<>(trustedAccounts));
  }

  /** All requests. */
  public static RequestFilter all() {
    return new RequestFilter(List.of(), "", false, false, Set.of(), Optional.empty());
  }

  /** The requests for some actions. */
  public RequestFilter actions(List<String> patterns) {
    return new RequestFilter(
        patterns,
        principalPattern,
        isOutside,
        countsServices,
        trustedAccounts,
        trustedOrganization);
  }

  /**
   * The requests of some callers.
   *
   * @param pattern what {@link #principalPattern} describes
   */
  public RequestFilter principal(String pattern) {
    return new RequestFilter(
        actionPatterns, pattern, isOutside, countsServices, trustedAccounts, trustedOrganization);
  }

  /** The requests of callers of other accounts than the key's and the trusted ones. */
  public RequestFilter outside(Set<String> accounts, Optional<String> organization) {
    return new RequestFilter(
        actionPatterns, principalPattern, true, countsServices, accounts, organization);
  }

  /** The same requests, and those of services on behalf of other accounts than the trusted ones. */
  public RequestFilter withServices() {
    return new RequestFilter(
        actionPatterns, principalPattern, isOutside, true, trustedAccounts, trustedOrganization);
  }

  boolean includesAction(String action) {
    return actionPatterns.isEmpty()
        || actionPatterns.stream()
            .anyMatch(pattern -> !StatementAnalysis.action(pattern, action).isNoMatch());
  }

  /** Whether some caller of a class is included. */
  boolean includes(CallerClass caller, KmsResource.Owned key) {
    if (isOutside) {
      boolean isTrusted =
          caller.example() instanceof AccountCaller member
              ? member.accountId().equals(key.accountId())
                  || trustedAccounts.contains(member.accountId())
              : !countsServices;
      if (isTrusted) {
        return false;
      }
    }
    return matchesPattern(caller) || !caller.loose().isEmpty();
  }

  /** Whether the example of a class is included. */
  boolean matchesPattern(CallerClass caller) {
    Caller example = caller.example();
    String name = example instanceof AccountCaller member ? CallerClass.arn(member) : example.arn();
    if (principalPattern.isEmpty()) {
      return true;
    }
    Glob pattern = Glob.parse(principalPattern);
    return hasAllFields(principalPattern)
        ? new ArnMatcher(pattern).like(name, MatchResult.NO_MATCH).isMatch()
        : pattern.matches(name);
  }

  /** Whether a pattern has the six fields of an ARN. */
  static boolean hasAllFields(String pattern) {
    return ArnPattern.headerEnd(pattern) >= 0;
  }

  /**
   * The account of a key, if the requests that are asked about depend on it; else the empty text.
   */
  String ownerOf(KmsResource.Owned key) {
    return countsServices ? key.accountId() : "";
  }

  /**
   * The values that keys can have in the requests.
   *
   * @param owner the account of the key
   */
  Map<String, Predicate<ContextValue>> limits(String owner) {
    Map<String, Predicate<ContextValue>> limits = new HashMap<>();
    trustedOrganization.ifPresent(
        organization -> {
          limits.put(ORGANIZATION, value -> !value.texts().contains(organization));
          limits.put(PATHS, value -> hasNone(value, path -> path.startsWith(organization + "/")));
        });
    if (countsServices) {
      Set<String> trusted = trusted(owner);
      limits.put(SOURCE_ACCOUNT, value -> hasNone(value, trusted::contains));
      limits.put(CALLER_ACCOUNT, value -> hasNone(value, trusted::contains));
      limits.put(
          SOURCE,
          value ->
              hasNone(
                  value,
                  arn ->
                      Arn.parse(arn)
                          .map(Arn::accountId)
                          .filter(account -> account.isEmpty() || trusted.contains(account))
                          .isPresent()));
      trustedOrganization.ifPresent(
          organization -> {
            limits.put(SOURCE_ORGANIZATION, value -> !value.texts().contains(organization));
            limits.put(
                SOURCE_PATHS, value -> hasNone(value, path -> path.startsWith(organization + "/")));
          });
    }
    return limits;
  }

  private Set<String> trusted(String owner) {
    Set<String> trusted = new LinkedHashSet<>(trustedAccounts);
    trusted.add(owner);
    return trusted;
  }

  private static boolean hasNone(ContextValue value, Predicate<String> isTrusted) {
    return value.texts().stream().noneMatch(isTrusted);
  }

  /**
   * Divides the values by the limits.
   *
   * @param owner the account of the key
   */
  void divide(EquivalenceClassCollector classes, String owner) {
    trustedOrganization.ifPresent(
        organization -> {
          classes.addText(ORGANIZATION, organization);
          classes.addPattern(PATHS, organization + "/*");
        });
    if (countsServices) {
      for (String account : trusted(owner)) {
        classes.addText(SOURCE_ACCOUNT, account);
        classes.addText(CALLER_ACCOUNT, account);
        classes.add(like("arn:*:*:*:" + account + ":*"));
      }
      classes.add(like("arn:*:*:*::*"));
      trustedOrganization.ifPresent(
          organization -> {
            classes.addText(SOURCE_ORGANIZATION, organization);
            classes.addPattern(SOURCE_PATHS, organization + "/*");
          });
    }
  }

  private static ContextDependencies like(String pattern) {
    Condition test =
        new Condition(
            ConditionOperator.plain(Comparison.ARN_LIKE),
            SOURCE,
            List.of(ConditionValue.of(pattern)),
            SourceLocation.nowhere());
    return ContextDependencies.of(test);
  }
}
