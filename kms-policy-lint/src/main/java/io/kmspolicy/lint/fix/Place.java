package io.kmspolicy.lint.fix;

/** Where a piece of a fix is added. */
public enum Place {
  /** An identity policy of the caller. */
  IDENTITY("identity policy"),
  /** The permission set of IAM Identity Center from which the caller's role is made. */
  PERMISSION_SET("permission set"),
  /** The key policy. */
  KEY_POLICY("key policy"),
  /** A new grant. */
  GRANT("grant");

  private final String words;

  Place(String words) {
    this.words = words;
  }

  /** Whether it becomes an identity policy of the caller. */
  boolean isOwn() {
    return this == IDENTITY || this == PERMISSION_SET;
  }

  /** The place as a sentence names it. */
  public String words() {
    return words;
  }
}
