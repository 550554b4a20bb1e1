package io.kmspolicy.cli.query;

/** What policies say of a permission, whatever the request's context is. */
enum Permission {
  /** It is allowed. */
  ALLOWED("allowed"),
  /** Whether it is allowed depends on conditions. */
  CONDITIONAL("under conditions only"),
  /** It is not allowed. */
  NOT_ALLOWED("not allowed"),
  /** A statement denies it. */
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
