package io.kmspolicy.interceptor.decision;

/** What the answer of KMS says of a decision. */
public enum DriftFinding {
  /** Allowed here, and it succeeded. */
  CONFIRMED_ALLOWED("confirmedAllowed"),
  /** Denied here, and KMS refused it. */
  CONFIRMED_DENIED("confirmedDenied"),
  /** Open here; it succeeded. */
  OPEN_SUCCEEDED("openSucceeded"),
  /** Open here; KMS refused it. */
  OPEN_REFUSED("openRefused"),
  /** The answers differ, but grant tokens, a recent change or stale policies explain it. */
  EXCUSED("excused"),
  /** Drift: allowed here, but KMS refused it. */
  DRIFT_REFUSED("driftRefused"),
  /** Drift: denied here, but it succeeded. Enforcing would have broken this call. */
  DRIFT_SUCCEEDED("driftSucceeded");

  private final String text;

  DriftFinding(String text) {
    this.text = text;
  }

  /** The finding in reports and metrics. */
  public String text() {
    return text;
  }

  /** Whether decision and answer contradict each other without an excuse. */
  public boolean isDrift() {
    return this == DRIFT_REFUSED || this == DRIFT_SUCCEEDED;
  }
}
