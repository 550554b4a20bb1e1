package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Renders why the action element of a statement matches the requested action or does not. */
final class ActionText {

  private static final String PART = "action";

  private ActionText() {}

  static ElementTrace describe(ActionElement element, String action, MatchResult result) {
    if (element instanceof ActionElement.Action listed) {
      return describe(action, result, "among ", result.isMatch(), listed.patterns());
    }
    if (element instanceof ActionElement.NotAction excluded) {
      boolean isListed = result.isNoMatch();
      return describe(action, result, "among `NotAction` ", isListed, excluded.patterns());
    }
    RedactableText inert = RedactableText.of("the statement has none, and so no effect (rule 1.6)");
    return ElementTrace.of(PART, MatchResult.NO_MATCH, inert);
  }

  private static ElementTrace describe(
      String action,
      MatchResult result,
      String prefix,
      boolean isListed,
      List<ActionPattern> patterns) {
    RedactableText listed =
        RedactableText.listOf(patterns.stream().map(ActionPattern::text).toList());
    if (result == MatchResult.INDETERMINATE) {
      RedactableText text = RedactableText.of(action + " may be " + prefix).and(listed);
      return ElementTrace.open(PART, text, UndocumentedRule.SERVICE_PREFIX);
    }
    String verb = isListed ? " is " : " is not ";
    return ElementTrace.of(PART, result, RedactableText.of(action + verb + prefix).and(listed));
  }
}
