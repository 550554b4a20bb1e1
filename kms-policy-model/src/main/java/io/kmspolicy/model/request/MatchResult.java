package io.kmspolicy.model.request;

/**
 * The outcome of one match: it holds, it does not, or what is known does not settle it (rules 6.1,
 * 6.2). Combining follows Kleene's three-valued logic.
 */
public enum MatchResult {
  /** It does not match. */
  NO_MATCH,
  /** Whether it matches depends on what is not known. */
  INDETERMINATE,
  /** It matches. */
  MATCH;

  /** The result for a fact that is known. */
  public static MatchResult of(boolean matches) {
    return matches ? MATCH : NO_MATCH;
  }

  /** Both match. */
  public MatchResult and(MatchResult other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** One of the two matches. */
  public MatchResult or(MatchResult other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The opposite. */
  public MatchResult not() {
    return switch (this) {
      case MATCH -> NO_MATCH;
      case NO_MATCH -> MATCH;
      case INDETERMINATE -> INDETERMINATE;
    };
  }

  /** What holds under both of two readings: this result if the other is the same. */
  public MatchResult underBoth(MatchResult other) {
    return this == other ? this : INDETERMINATE;
  }

  /** Whether this is {@link #MATCH}. */
  public boolean isCertain() {
    return this == MATCH;
  }

  /** Whether this is {@link #NO_MATCH}. */
  public boolean isImpossible() {
    return this == NO_MATCH;
  }
}
