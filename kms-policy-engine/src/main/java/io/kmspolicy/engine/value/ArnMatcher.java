package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;

/**
 * A pattern that ARNs are compared with: both sides are cut at the first five colons and each part
 * is matched by itself (rule 2.15). Immutable; comparing allocates nothing.
 */
public final class ArnMatcher {

  private static final int ARN_FIELDS = 6;

  private final Glob[] fields;
  private final boolean padded;
  private final boolean anything;

  public ArnMatcher(Glob policy) {
    Glob filled = filledUp(policy);
    this.fields = filled.splitAtColons(ARN_FIELDS).toArray(new Glob[0]);
    this.padded = filled.length() > policy.length();
    this.anything = policy.isAnything();
  }

  /**
   * A pattern with a run for each missing part, if it holds a wildcard; any other pattern as it is
   * (rule 2.15).
   */
  public static Glob filledUp(Glob policy) {
    Glob filled = policy;
    int colons = policy.isLiteral() ? ARN_FIELDS : policy.count(':');
    for (int i = colons; i < ARN_FIELDS - 1; i++) {
      filled = filled.withAnyField();
    }
    return filled;
  }

  /**
   * Compares an ARN of a request; what is no ARN, or no pattern of ARNs, is unreadable. Whether the
   * missing parts of a short pattern count as {@code *} is not documented.
   */
  public MatchResult like(String value, MatchResult unreadable) {
    if (anything) {
      return MatchResult.INDETERMINATE; // a lone `*` is common, and what it means is open
    }
    if (!padded) {
      return fields.length < ARN_FIELDS ? unreadable : compare(value, unreadable);
    }
    return compare(value, unreadable).isCertain() ? MatchResult.INDETERMINATE : unreadable;
  }

  private MatchResult compare(String value, MatchResult unreadable) {
    int from = 0;
    for (int i = 0; i < ARN_FIELDS; i++) {
      int to = i == ARN_FIELDS - 1 ? value.length() : value.indexOf(':', from);
      if (to < 0) {
        return unreadable;
      }
      if (!fields[i].matches(value, from, to, false)) {
        return isArn(value) ? MatchResult.NO_MATCH : unreadable;
      }
      from = to + 1;
    }
    return isArn(value) ? MatchResult.MATCH : unreadable;
  }

  /** Whether a text has the six parts of an ARN. */
  public static boolean isArn(String value) {
    int colons = 0;
    for (int at = value.indexOf(':'); at >= 0; at = value.indexOf(':', at + 1)) {
      colons++;
    }
    return value.startsWith("arn:") && colons >= ARN_FIELDS - 1;
  }
}
