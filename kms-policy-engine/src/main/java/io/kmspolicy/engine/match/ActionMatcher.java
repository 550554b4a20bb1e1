package io.kmspolicy.engine.match;

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
    return ActionGlob.parse(pattern).match(action);
  }
}
