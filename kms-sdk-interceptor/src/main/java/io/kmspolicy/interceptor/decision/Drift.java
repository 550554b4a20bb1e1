package io.kmspolicy.interceptor.decision;

import java.util.function.Supplier;

/** A decision that the response of KMS contradicts. Immutable. */
public final class Drift {

  private final DriftFinding finding;
  private final CallDecision call;
  private final String requestId;
  private final String refusal;
  private final Supplier<String> explanation;

  /**
   * A contradiction.
   *
   * @param refusal the reason that KMS names; empty if it names none, or did not refuse the call
   */
  public Drift(
      DriftFinding finding,
      CallDecision call,
      String requestId,
      String refusal,
      Supplier<String> explanation) {
    this.finding = finding;
    this.call = call;
    this.requestId = requestId;
    this.refusal = refusal;
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
   * The reason that the message of KMS names for a refusal, with the word of its layer, such as
   * {@code an explicit Deny in scp} or {@code a missing Allow in identity}; empty if it names none.
   */
  public String refusal() {
    return refusal;
  }

  /**
   * The reason for the decision. Contains no values of the request. It is found when it is read,
   * which takes much longer than the decision.
   */
  public String explanation() {
    return explanation.get();
  }
}
