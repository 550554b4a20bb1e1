package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.MatchResult;

/**
 * A parsed action pattern (rule 2.1), for matching with many actions. Immutable; matching allocates
 * nothing.
 */
public final class ActionGlob {

  private final boolean isEverything;
  private final String prefix;
  private final Glob service;
  private final Glob name;

  private ActionGlob(String pattern) {
    int colon = pattern.indexOf(':');
    this.isEverything = pattern.equals("*");
    this.prefix = pattern.substring(0, Math.max(colon, 0));
    this.service = Glob.parse(prefix);
    this.name = Glob.parse(pattern.substring(colon + 1));
  }

  /** Parses a pattern such as {@code kms:Describe*}. */
  public static ActionGlob parse(String pattern) {
    return new ActionGlob(pattern);
  }

  /** Whether the pattern matches an action. */
  public MatchResult match(String action) {
    if (isEverything) {
      return MatchResult.MATCH;
    }
    int colon = action.indexOf(':');
    int prefixLength = Math.max(colon, 0);
    boolean same =
        prefix.length() == prefixLength && prefix.regionMatches(true, 0, action, 0, prefixLength);
    // The effect of a wildcard in the service prefix is not documented (rule 2.1).
    if (!same && (service.isLiteral() || !service.matches(action, 0, colon, true))) {
      return MatchResult.NO_MATCH;
    }
    if (!name.matches(action, colon + 1, action.length(), true)) {
      return MatchResult.NO_MATCH;
    }
    return same ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }
}
