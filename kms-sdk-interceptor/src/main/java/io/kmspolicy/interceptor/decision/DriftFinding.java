package io.kmspolicy.interceptor.decision;

/** The result of comparing a decision with the response of KMS. */
public enum DriftFinding {
  /** Allowed here, and the call succeeded. */
  CONFIRMED_ALLOWED("confirmedAllowed"),
  /** Denied here, and KMS refused the call. */
  CONFIRMED_DENIED("confirmedDenied"),
  /** Indeterminate here; the call succeeded. */
  INDETERMINATE_SUCCEEDED("indeterminateSucceeded"),
  /** Indeterminate here; KMS refused the call. */
  INDETERMINATE_REFUSED("indeterminateRefused"),
  /**
   * Decision and response differ, which grant tokens, a recent change, stale policies or the
   * ciphertext of the call explain.
   */
  EXCUSED("excused"),
  /** Drift: allowed here, but KMS refused the call. */
  DRIFT_REFUSED("driftRefused"),
  /** Drift: denied here, but the call succeeded. Enforcing would have stopped it. */
  DRIFT_SUCCEEDED("driftSucceeded");

  private final String text;

  DriftFinding(String text) {
    this.text = text;
  }

  /** The name of the finding in reports and metrics. */
  public String text() {
    return text;
  }

  /** Whether decision and response contradict each other without an explanation. */
  public boolean isDrift() {
    return this == DRIFT_REFUSED || this == DRIFT_SUCCEEDED;
  }
}
