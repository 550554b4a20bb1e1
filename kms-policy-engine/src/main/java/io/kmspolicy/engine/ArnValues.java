package io.kmspolicy.engine;

import java.util.List;

/**
 * Compares ARNs: both sides are cut at the first five colons and each part is matched by itself
 * (rule 2.15).
 */
final class ArnValues {

  private static final int ARN_FIELDS = 6;

  private ArnValues() {}

  static MatchResult like(String value, Glob policy, MatchResult unreadable) {
    List<Glob> fields = policy.splitAtColons(ARN_FIELDS);
    if (fields.size() < ARN_FIELDS) {
      // A lone `*` is common, and what it means is not documented.
      return policy.isAnything() ? MatchResult.INDETERMINATE : unreadable;
    }
    int from = 0;
    for (int i = 0; i < ARN_FIELDS; i++) {
      int to = i == ARN_FIELDS - 1 ? value.length() : value.indexOf(':', from);
      if (to < 0) {
        return unreadable;
      }
      if (!fields.get(i).matches(value, from, to, false)) {
        return isArn(value) ? MatchResult.NO_MATCH : unreadable;
      }
      from = to + 1;
    }
    return MatchResult.MATCH;
  }

  private static boolean isArn(String value) {
    return value.startsWith("arn:") && value.split(":", ARN_FIELDS).length == ARN_FIELDS;
  }
}
