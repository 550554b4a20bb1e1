package io.kmspolicy.lint.fix;

/** Where a piece of a fix is added. */
public enum Place {
  /** An identity policy of the caller. */
  IDENTITY("identity policy"),
  /** The key policy. */
  KEY_POLICY("key policy"),
  /** A new grant. */
  GRANT("grant");

  private final String words;

  Place(String words) {
    this.words = words;
  }

  /** The place as a sentence names it. */
  public String words() {
    return words;
  }
}
