package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;

/**
 * How one statement matches a request (rule 6.2).
 *
 * @param type the layer the statement belongs to
 * @param level the target of the organization level, or empty
 * @param policy the policy that holds it
 * @param statement the statement
 * @param principal how its principals match
 * @param action whether its actions match
 * @param resource whether its resources match
 * @param condition whether its condition holds
 */
public record StatementMatch(
    PolicyType type,
    String level,
    NamedPolicy policy,
    Statement statement,
    Forms principal,
    MatchResult action,
    MatchResult resource,
    MatchResult condition) {

  /**
   * Whether the statement changes nothing, however it matches: an Allow of a resource control
   * policy, beside the {@code RCPFullAWSAccess} of every level (rule 4.4).
   */
  public boolean isRedundant() {
    return type == PolicyType.RESOURCE_CONTROL && statement.effect() == Effect.ALLOW;
  }

  /** Action, resource and condition together. */
  MatchResult rest() {
    return action.and(resource).and(condition);
  }

  /** Whether the statement applies to the request. */
  public MatchResult applies() {
    return principal.any().and(rest());
  }

  /** The principal forms for which the statement applies. */
  public Forms forms() {
    MatchResult rest = rest();
    return new Forms(
        principal.direct().and(rest), principal.role().and(rest), principal.account().and(rest));
  }
}
