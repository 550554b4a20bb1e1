package io.kmspolicy.engine;

/** An action of KMS, resolved once, so decisions do not look it up by name. Immutable. */
public final class ActionHandle {

  private final String name;
  private final int number;

  ActionHandle(String name, int number) {
    this.name = name;
    this.number = number;
  }

  /** The action's name, such as {@code kms:Decrypt}. */
  public String name() {
    return name;
  }

  int number() {
    return number;
  }

  @Override
  public String toString() {
    return name;
  }
}
