package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * A pattern that ARNs are compared with: both sides are cut at the first five colons and each part
 * is matched by itself (rule 2.15). Immutable; comparing allocates nothing.
 */
public final class ArnMatcher {

  private static final int ARN_FIELDS = 6;

  private final Glob[] fields;
  private final boolean anything;

  public ArnMatcher(Glob policy) {
    List<Glob> cut = policy.splitAtColons(ARN_FIELDS);
    this.fields = cut.toArray(new Glob[0]);
    this.anything = policy.isAnything();
  }

  /** Compares an ARN of a request; what is no ARN, or no pattern of ARNs, is unreadable. */
  public MatchResult like(String value, MatchResult unreadable) {
    if (fields.length < ARN_FIELDS) {
      // A lone `*` is common, and what it means is not documented.
      return anything ? MatchResult.INDETERMINATE : unreadable;
    }
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
