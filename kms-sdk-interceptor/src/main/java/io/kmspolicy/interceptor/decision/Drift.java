package io.kmspolicy.interceptor.decision;

import java.util.function.Supplier;

/** A decision that the answer of KMS contradicts. Immutable. */
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

  /** Which way they differ. */
  public DriftFinding finding() {
    return finding;
  }

  /** The decision. */
  public CallDecision call() {
    return call;
  }

  /** The request id of the answer; empty if it had none. */
  public String requestId() {
    return requestId;
  }

  /** Why it was decided so; found when it is asked for. Holds no values of the request. */
  public String explanation() {
    return explanation.get();
  }
}
