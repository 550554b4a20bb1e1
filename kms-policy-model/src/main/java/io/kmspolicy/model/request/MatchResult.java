package io.kmspolicy.model.request;

/**
 * The result of matching one element of a policy against a request: match, no match, or
 * indeterminate because it depends on what is unknown (rules 6.1, 6.2). The operations are those of
 * Kleene's strong three-valued logic (1952).
 */
public enum MatchResult {
  /** It does not match. */
  NO_MATCH,
  /** Whether it matches depends on what is unknown. */
  INDETERMINATE,
  /** It matches. */
  MATCH;

  /** The result of a match that depends on nothing unknown. */
  public static MatchResult of(boolean matches) {
    return matches ? MATCH : NO_MATCH;
  }

  /**
   * Conjunction: the minimum in the order {@link #NO_MATCH}, {@link #INDETERMINATE}, {@link
   * #MATCH}.
   */
  public MatchResult and(MatchResult other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /**
   * Disjunction: the maximum in the order {@link #NO_MATCH}, {@link #INDETERMINATE}, {@link
   * #MATCH}.
   */
  public MatchResult or(MatchResult other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Negation. */
  public MatchResult not() {
    return switch (this) {
      case MATCH -> NO_MATCH;
      case NO_MATCH -> MATCH;
      case INDETERMINATE -> INDETERMINATE;
    };
  }

  /**
   * The result that holds for both of two alternatives: this result if both are equal, else {@link
   * #INDETERMINATE}.
   */
  public MatchResult underBoth(MatchResult other) {
    return this == other ? this : INDETERMINATE;
  }

  /** Whether this is {@link #MATCH}. */
  public boolean isMatch() {
    return this == MATCH;
  }

  /** Whether this is {@link #NO_MATCH}. */
  public boolean isNoMatch() {
    return this == NO_MATCH;
  }
}
