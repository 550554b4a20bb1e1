package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Says in words why the actions of a statement match the request or not. */
final class ActionText {

  private static final String PART = "action";

  private ActionText() {}

  static ElementTrace describe(ActionElement element, String action, MatchResult result) {
    if (element instanceof ActionElement.Action listed) {
      return describe(action, result, "among ", result.isCertain(), listed.patterns());
    }
    if (element instanceof ActionElement.NotAction excluded) {
      boolean among = result.isImpossible();
      return describe(action, result, "among `NotAction` ", among, excluded.patterns());
    }
    RedactableText inert = RedactableText.of("the statement has none, and so no effect (rule 1.6)");
    return ElementTrace.of(PART, MatchResult.NO_MATCH, inert);
  }

  private static ElementTrace describe(
      String action, MatchResult result, String among, boolean is, List<ActionPattern> patterns) {
    RedactableText listed =
        RedactableText.listOf(patterns.stream().map(ActionPattern::text).toList());
    if (result == MatchResult.INDETERMINATE) {
      RedactableText words = RedactableText.of(action + " may be " + among).and(listed);
      return ElementTrace.open(PART, words, UndocumentedRule.SERVICE_PREFIX);
    }
    String verb = is ? " is " : " is not ";
    return ElementTrace.of(PART, result, RedactableText.of(action + verb + among).and(listed));
  }
}
