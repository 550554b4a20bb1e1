package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
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
 *     or to the account of the key, and services
 * @param trustedAccounts the trusted accounts
 * @param trustedOrganization the trusted organization
 */
public record RequestFilter(
    List<String> actionPatterns,
    String principalPattern,
    boolean isOutside,
    Set<String> trustedAccounts,
    Optional<String> trustedOrganization) {

  private static final String ORGANIZATION = "aws:principalorgid";
  private static final String PATHS = "aws:principalorgpaths";

  public RequestFilter {
    actionPatterns = List.copyOf(actionPatterns);
    trustedAccounts = Set.copyOf(trustedAccounts);
  }

  /** All requests. */
  public static RequestFilter all() {
    return new RequestFilter(List.of(), "", false, Set.of(), Optional.empty());
  }

  /** The requests for some actions. */
  public RequestFilter actions(List<String> patterns) {
    return new RequestFilter(
        patterns, principalPattern, isOutside, trustedAccounts, trustedOrganization);
  }

  /**
   * The requests of some callers.
   *
   * @param pattern what {@link #principalPattern} describes
   */
  public RequestFilter principal(String pattern) {
    return new RequestFilter(
        actionPatterns, pattern, isOutside, trustedAccounts, trustedOrganization);
  }

  /** The requests of callers of other accounts than the key's and the trusted ones. */
  public RequestFilter outside(Set<String> accounts, Optional<String> organization) {
    return new RequestFilter(actionPatterns, principalPattern, true, accounts, organization);
  }

  boolean includesAction(String action) {
    return actionPatterns.isEmpty()
        || actionPatterns.stream()
            .anyMatch(pattern -> !StatementAnalysis.action(pattern, action).isImpossible());
  }

  /** Whether some caller of a class is included. */
  boolean includes(CallerClass caller, KmsResource.Owned key) {
    if (isOutside) {
      if (!(caller.example() instanceof AccountCaller member)
          || member.accountId().equals(key.accountId())
          || trustedAccounts.contains(member.accountId())) {
        return false;
      }
    }
    return matchesPattern(caller) || !caller.loose().isEmpty();
  }

  /** Whether the example of a class is included. */
  boolean matchesPattern(CallerClass caller) {
    Caller example = caller.example();
    String name = example instanceof AccountCaller member ? CallerFacts.arn(member) : example.arn();
    if (principalPattern.isEmpty()) {
      return true;
    }
    Glob pattern = Glob.parse(principalPattern);
    return hasAllFields(principalPattern)
        ? new ArnMatcher(pattern).like(name, MatchResult.NO_MATCH).isCertain()
        : pattern.matches(name);
  }

  /** Whether a pattern has the six fields of an ARN. */
  static boolean hasAllFields(String pattern) {
    return ArnPattern.headerEnd(pattern) >= 0;
  }

  /** The values that keys can have in the requests. */
  Map<String, Predicate<ContextValue>> limits() {
    Map<String, Predicate<ContextValue>> limits = new HashMap<>();
    trustedOrganization.ifPresent(
        organization -> {
          limits.put(ORGANIZATION, value -> !texts(value).contains(organization));
          limits.put(
              PATHS,
              value ->
                  texts(value).stream().noneMatch(path -> path.startsWith(organization + "/")));
        });
    return limits;
  }

  private static List<String> texts(ContextValue value) {
    return value instanceof ContextValue.Present present ? present.values() : List.of();
  }

  /** Divides the values by the limits. */
  void divide(EquivalenceClassCollector classes) {
    trustedOrganization.ifPresent(
        organization -> {
          classes.addText(ORGANIZATION, organization);
          classes.addPattern(PATHS, organization + "/*");
        });
  }
}
