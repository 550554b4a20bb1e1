package io.kmspolicy.model.policy;

/** A layer holds more than the compiler takes. Nothing of it is compiled or published. */
public final class PolicyTooLargeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private PolicyTooLargeException(String message) {
    super(message);
  }

  public static PolicyTooLargeException of(PolicyType type, String policy, String what, int most) {
    return new PolicyTooLargeException(
        "the "
            + type.words()
            + " up to `"
            + policy
            + "` hold more than "
            + most
            + " "
            + what
            + "; split the principal or raise the limit");
  }
}
