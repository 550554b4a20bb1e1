package io.kmspolicy.model.request;

import java.util.Optional;

/**
 * The answer. {@link #ALLOWED} and the three denials are promises: they hold however what is
 * unknown turns out (section 6 of the rules).
 */
public enum Decision {
  /** Allowed. */
  ALLOWED("allowed"),
  /** Refused: a Deny statement of an applicable layer matches. */
  EXPLICIT_DENY("explicitDeny"),
  /** Refused: nothing allows it, and no Deny statement matches. */
  IMPLICIT_DENY("implicitDeny"),
  /** Refused, by an explicit or an implicit denial; which of the two is open. */
  DENIED("denied"),
  /** What is known does not settle it. */
  INDETERMINATE("indeterminate");

  private final String text;

  Decision(String text) {
    this.text = text;
  }

  /** The decision's name in scenarios and JSON output. */
  public String text() {
    return text;
  }

  /** Whether the request is certain to be refused. */
  public boolean isCertainDenial() {
    return this == EXPLICIT_DENY || this == IMPLICIT_DENY || this == DENIED;
  }

  /**
   * The decision of that name.
   *
   * @return empty if there is none
   */
  public static Optional<Decision> ofText(String text) {
    for (Decision decision : values()) {
      if (decision.text.equals(text)) {
        return Optional.of(decision);
      }
    }
    return Optional.empty();
  }
}
