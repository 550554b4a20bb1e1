package io.kmspolicy.analysis.console;

/** The effect of policies on an action, over all request contexts. */
public enum Permission {
  /** Every request is allowed. */
  ALLOWED("allowed"),
  /** The result depends on conditions. */
  CONDITIONAL("under conditions only"),
  /** No statement allows a request. */
  NOT_ALLOWED("not allowed"),
  /** A statement denies every request. */
  DENIED("denied");

  private final String text;

  Permission(String text) {
    this.text = text;
  }

  /** The permission as the commands print it. */
  public String text() {
    return text;
  }
}
