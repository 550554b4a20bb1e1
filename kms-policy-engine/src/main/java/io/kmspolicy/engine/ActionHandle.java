package io.kmspolicy.engine;

/** An action of KMS, resolved once, so decisions do not look it up by name. Immutable. */
public final class ActionHandle {

  private final DecisionPoint point;
  private final String name;
  private final int number;

  ActionHandle(DecisionPoint point, String name, int number) {
    this.point = point;
    this.name = name;
    this.number = number;
  }

  /** The action's name, such as {@code kms:Decrypt}. */
  public String name() {
    return name;
  }

  /** The state of the authorizer that resolved the action. */
  DecisionPoint point() {
    return point;
  }

  /** Whether the authorizer of a handle resolved the action. */
  @SuppressWarnings("ReferenceEquality") // each authorizer has one
  boolean isOf(DecisionPoint other) {
    return point == other;
  }

  int number() {
    return number;
  }

  @Override
  public String toString() {
    return name;
  }
}
