package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Matches the action of a request against a statement (rules 2.1, 2.2). */
public final class ActionMatcher {

  private ActionMatcher() {}

  public static MatchResult match(ActionElement element, String action) {
    if (element instanceof ActionElement.Action listed) {
      return any(listed.patterns(), action);
    }
    if (element instanceof ActionElement.NotAction excluded) {
      return any(excluded.patterns(), action).not();
    }
    return MatchResult.NO_MATCH;
  }

  private static MatchResult any(List<ActionPattern> patterns, String action) {
    MatchResult result = MatchResult.NO_MATCH;
    for (ActionPattern pattern : patterns) {
      result = result.or(match(pattern.text(), action));
    }
    return result;
  }

  public static MatchResult match(String pattern, String action) {
    if (pattern.equals("*")) {
      return MatchResult.MATCH;
    }
    int colon = pattern.indexOf(':');
    int actionColon = action.indexOf(':');
    String prefix = pattern.substring(0, Math.max(colon, 0));
    Glob name = Glob.parse(pattern.substring(colon + 1));
    if (!name.matches(action, actionColon + 1, action.length(), true)) {
      return MatchResult.NO_MATCH;
    }
    if (prefix.equalsIgnoreCase(action.substring(0, Math.max(actionColon, 0)))) {
      return MatchResult.MATCH;
    }
    // The effect of a wildcard in the service prefix is not documented (rule 2.1).
    Glob service = Glob.parse(prefix);
    boolean perhaps = !service.isLiteral() && service.matches(action, 0, actionColon, true);
    return perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }
}
