package io.kmspolicy.lint.analysis;

/** Whether something holds for every request, as a proof decided it. */
public sealed interface Claim {

  /** It holds for every request. */
  record Proven() implements Claim {}

  /** A request is a counterexample; the reference has decided it. */
  record Refuted() implements Claim {}

  /**
   * It is not known.
   *
   * @param reason what the answer depends on
   */
  record Open(String reason) implements Claim {}
}
