package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Says in words why the actions of a statement match the request or not. */
final class ActionWords {

  private static final String PART = "action";

  private ActionWords() {}

  static PartReport describe(ActionElement element, String action, MatchResult result) {
    if (element instanceof ActionElement.Action listed) {
      return describe(action, result, "among ", result.isCertain(), listed.patterns());
    }
    if (element instanceof ActionElement.NotAction excluded) {
      boolean among = result.isImpossible();
      return describe(action, result, "among `NotAction` ", among, excluded.patterns());
    }
    Phrase inert = Phrase.of("the statement has none, and so no effect (rule 1.6)");
    return PartReport.of(PART, MatchResult.NO_MATCH, inert);
  }

  private static PartReport describe(
      String action, MatchResult result, String among, boolean is, List<ActionPattern> patterns) {
    Phrase listed = Phrase.listOf(patterns.stream().map(ActionPattern::text).toList());
    if (result == MatchResult.INDETERMINATE) {
      Phrase words = Phrase.of(action + " may be " + among).and(listed);
      return PartReport.open(PART, words, OpenRule.SERVICE_PREFIX);
    }
    String verb = is ? " is " : " is not ";
    return PartReport.of(PART, result, Phrase.of(action + verb + among).and(listed));
  }
}
