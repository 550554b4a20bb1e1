package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.SourceLocation;

/**
 * A part of a policy or of a list of grants that can be removed.
 *
 * @param kind the kind of part
 * @param source the file of the policy, or the grants of a key
 * @param owner the statement or grant to which the part belongs, as reports name it
 * @param text the part itself
 * @param location where it is written
 */
public record PolicyPart(
    Kind kind, String source, String owner, String text, SourceLocation location) {

  /** The kinds of parts. */
  public enum Kind {
    /** A whole statement. */
    STATEMENT("statement"),
    /** A name in {@code Principal} or {@code NotPrincipal}. */
    PRINCIPAL("principal"),
    /** A pattern in {@code Action} or {@code NotAction}. */
    ACTION("action"),
    /** A pattern in {@code Resource} or {@code NotResource}. */
    RESOURCE("resource"),
    /** An operator on a condition key, with all its values. */
    CONDITION("condition"),
    /** One of several values of a condition. */
    VALUE("value"),
    /** A whole grant. */
    GRANT("grant"),
    /** One of several operations of a grant. */
    OPERATION("operation"),
    /** The constraints of a grant. */
    CONSTRAINTS("constraints");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The kind as reports name it. */
    public String word() {
      return word;
    }

    /** Whether this is a whole statement or grant. */
    public boolean isWhole() {
      return this == STATEMENT || this == GRANT;
    }
  }

  /** The file, with line and column if they are known. */
  public String place() {
    return location.isKnown() ? source + ":" + location.line() + ":" + location.column() : source;
  }
}
