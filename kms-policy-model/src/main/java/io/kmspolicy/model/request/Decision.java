package io.kmspolicy.model.request;

import java.util.Optional;

/**
 * An authorization decision. {@link #ALLOWED} and the three denials are certain: they hold for
 * every possible value of what is unknown (section 6 of the rules).
 */
public enum Decision {
  /** Allowed. */
  ALLOWED("allowed"),
  /** Denied: a Deny statement of an applicable layer matches. */
  EXPLICIT_DENY("explicitDeny"),
  /** Denied: nothing allows the request, and no Deny statement matches. */
  IMPLICIT_DENY("implicitDeny"),
  /** Denied. Whether explicitly or implicitly depends on what is unknown. */
  DENIED("denied"),
  /** The decision depends on what is unknown. */
  INDETERMINATE("indeterminate");

  private final String text;

  Decision(String text) {
    this.text = text;
  }

  /** The decision's name in scenarios and JSON output. */
  public String text() {
    return text;
  }

  /** Whether the request is certain to be denied. */
  public boolean isCertainDenial() {
    return this == EXPLICIT_DENY || this == IMPLICIT_DENY || this == DENIED;
  }

  /**
   * The decision with this name in scenarios and JSON output.
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
