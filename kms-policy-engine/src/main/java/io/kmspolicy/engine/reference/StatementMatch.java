package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;

/**
 * How one statement matches a request (rule 6.2).
 *
 * @param type the layer of its policy
 * @param level the target of the organization level; empty for other layers
 * @param policy its policy
 * @param statement the statement
 * @param principal how its principal element names the caller
 * @param action whether its action element matches
 * @param resource whether its resource element matches
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
   * Whether the statement has no effect: an Allow statement of a resource control policy is
   * redundant beside the {@code RCPFullAWSAccess} policy of every level (rule 4.4).
   */
  public boolean isRedundant() {
    return type == PolicyType.RESOURCE_CONTROL && statement.effect() == Effect.ALLOW;
  }

  /** The conjunction of action, resource and condition. */
  MatchResult rest() {
    return action.and(resource).and(condition);
  }

  /** Whether the statement applies to the request. */
  public MatchResult applies() {
    return principal.any().and(rest());
  }

  /**
   * Whether it is open that the statement applies; of an Allow, also whether it applies in each
   * form in which it may name the caller, because other layers limit each form differently (rule
   * 4.8).
   */
  boolean isOpen() {
    Forms forms = forms();
    return statement.effect() == Effect.DENY
        ? applies() == MatchResult.INDETERMINATE
        : forms.direct() == MatchResult.INDETERMINATE
            || forms.role() == MatchResult.INDETERMINATE
            || forms.account() == MatchResult.INDETERMINATE;
  }

  /** The result of a layer with this statement alone. */
  public LayerResult<MatchResult> result() {
    MatchResult no = MatchResult.NO_MATCH;
    Forms forms = forms();
    return statement.effect() == Effect.DENY
        ? new LayerResult<>(applies(), no, no, no)
        : new LayerResult<>(no, forms.direct(), forms.role(), forms.account());
  }

  /** The principal forms for which the statement applies. */
  public Forms forms() {
    MatchResult rest = rest();
    return new Forms(
        principal.direct().and(rest), principal.role().and(rest), principal.account().and(rest));
  }
}
