package io.kmspolicy.lint.check;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KeyPolicyControl;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;

/** Reports actions that KMS does not have, and actions that a key policy cannot allow. */
final class ActionCheck implements PolicyCheck {

  private static final List<KmsAction> ACTIONS = KmsCatalogue.bundled().actions();

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.UNKNOWN_ACTION, LintRule.IAM_ONLY_ACTION);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.statements()) {
      for (ActionPattern pattern : patterns(view)) {
        if (StatementView.isKms(pattern)) {
          check(view, pattern, report);
        }
      }
    }
  }

  private static List<ActionPattern> patterns(StatementView view) {
    return view.statement().action() instanceof ActionElement.NotAction excluded
        ? excluded.patterns()
        : view.actionPatterns();
  }

  private static void check(StatementView view, ActionPattern pattern, Report report) {
    List<KmsAction> known =
        ACTIONS.stream()
            .filter(action -> StatementAnalysis.action(pattern.text(), action.name()).isMatch())
            .toList();
    if (known.isEmpty()) {
      report.add(
          LintRule.UNKNOWN_ACTION,
          view,
          pattern.location(),
          "KMS has no action " + Quoting.quote(pattern.text()),
          fix(view, pattern.text()));
    } else if (view.policy().isKeyPolicy()
        && known.stream().allMatch(action -> action.keyPolicy() == KeyPolicyControl.NO)) {
      report.add(
          view.policy().effects().neverApplies(view, known),
          LintRule.IAM_ONLY_ACTION,
          view,
          pattern.location(),
          Quoting.quote(pattern.text()) + " in a key policy has no effect; only IAM policies count",
          "allow it in an IAM policy and remove it here");
    }
  }

  /**
   * The names that the text is the beginning of, else the nearest one; not those that are there.
   */
  private static String fix(StatementView view, String text) {
    List<KmsAction> longer =
        ACTIONS.stream()
            .filter(action -> action.name().length() > text.length())
            .filter(action -> action.name().regionMatches(true, 0, text, 0, text.length()))
            .toList();
    List<KmsAction> meant =
        longer.isEmpty()
            ? ACTIONS.stream().filter(action -> isNearest(action, text)).toList()
            : longer;
    List<String> missing =
        meant.stream()
            .filter(action -> !view.includes(action.name()))
            .map(KmsAction::name)
            .toList();
    if (meant.isEmpty()) {
      return "name an action of KMS, such as `kms:Decrypt`";
    }
    if (missing.isEmpty()) {
      return "remove it: the statement has " + ActionNames.list(meant) + " already";
    }
    String pattern = missing.size() > 1 ? ", or " + Quoting.quote(text + "*") + " for all" : "";
    return "did you mean " + Listing.firstOf(missing) + pattern + "?";
  }

  private static boolean isNearest(KmsAction action, String text) {
    return Suggestions.nearest(text, ACTIONS.stream().map(KmsAction::name).toList())
        .filter(action.name()::equals)
        .isPresent();
  }
}
