package io.kmspolicy.model.policy;

/**
 * One statement of a policy.
 *
 * @param sid the optional statement id
 * @param effect allow or deny
 * @param principal the {@code Principal} or {@code NotPrincipal} element
 * @param action the {@code Action} or {@code NotAction} element; absent only in a key policy
 * @param resource the {@code Resource} or {@code NotResource} element; absent only in a key policy
 * @param condition the condition block; empty if there is none
 * @param location where the statement was read
 */
public record Statement(
    Label sid,
    Effect effect,
    PrincipalElement principal,
    ActionElement action,
    ResourceElement resource,
    ConditionBlock condition,
    SourceLocation location) {

  /** The same statement without its id. */
  public Statement withoutSid() {
    return new Statement(Label.absent(), effect, principal, action, resource, condition, location);
  }

  /** The same statement for other principals. */
  public Statement withPrincipal(PrincipalElement other) {
    return new Statement(sid, effect, other, action, resource, condition, location);
  }

  /** The same statement under another condition. */
  public Statement withCondition(ConditionBlock other) {
    return new Statement(sid, effect, principal, action, resource, other, location);
  }

  /** The same statement for other resources. */
  public Statement withResource(ResourceElement other) {
    return new Statement(sid, effect, principal, action, other, condition, location);
  }

  /**
   * Whether the statement has no action or no resource. AWS stores such a statement in a key
   * policy, where it has no effect (rule 1.6).
   */
  public boolean isInert() {
    return action instanceof ActionElement.Absent || resource instanceof ResourceElement.Absent;
  }
}
