package io.kmspolicy.interceptor.decision;

import java.util.function.Supplier;

/** A decision that the response of KMS contradicts. Immutable. */
public final class Drift {

  private final DriftFinding finding;
  private final CallDecision call;
  private final String requestId;
  private final Supplier<String> explanation;

  public Drift(
      DriftFinding finding, CallDecision call, String requestId, Supplier<String> explanation) {
    this.finding = finding;
    this.call = call;
    this.requestId = requestId;
    this.explanation = explanation;
  }

  /** The kind of contradiction. */
  public DriftFinding finding() {
    return finding;
  }

  /** The decision. */
  public CallDecision call() {
    return call;
  }

  /** The request id of the response; empty if it has none. */
  public String requestId() {
    return requestId;
  }

  /**
   * The reason for the decision. Contains no values of the request. It is found when it is read,
   * which takes much longer than the decision.
   */
  public String explanation() {
    return explanation.get();
  }
}
