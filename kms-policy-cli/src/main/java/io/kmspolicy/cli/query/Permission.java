package io.kmspolicy.cli.query;

/** The effect of policies on an action, over all request contexts. */
enum Permission {
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
  String text() {
    return text;
  }
}
