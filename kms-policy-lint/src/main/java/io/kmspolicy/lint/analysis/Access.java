package io.kmspolicy.lint.analysis;

/** Whether some callers are allowed something, as a proof decided it. */
public sealed interface Access {

  /** No request of the callers is allowed. */
  record Nobody() implements Access {}

  /**
   * A request of the callers is allowed; the reference has decided it.
   *
   * @param action the action of the request
   */
  record Somebody(String action) implements Access {}

  /**
   * It is not known whether one is allowed.
   *
   * @param reason what the answer depends on
   */
  record Open(String reason) implements Access {}

  /** The answer for the callers of both answers together. */
  default Access or(Access other) {
    return this instanceof Somebody || other instanceof Nobody
        ? this
        : other instanceof Somebody || this instanceof Nobody ? other : this;
  }
}
