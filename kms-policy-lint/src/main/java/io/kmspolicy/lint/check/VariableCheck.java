package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;

/** Reports policy variables that are malformed or name no condition key (rules 2.10-2.12). */
final class VariableCheck implements PolicyCheck {

  private static final String START = "${";
  private static final String ESCAPES = "*?$";

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.VARIABLE_FORM);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (!policy.document().version().hasVariables()) {
      return;
    }
    for (StatementView view : policy.statements()) {
      for (Condition test : view.statement().condition().tests()) {
        if (test.operator().comparison().family() != Family.NULL) {
          for (ConditionValue value : test.values()) {
            check(view, value.text(), test.location(), report);
          }
        }
      }
      for (ResourcePattern pattern : view.resourcePatterns()) {
        check(view, pattern.text(), pattern.location(), report);
      }
    }
  }

  private static void check(StatementView view, String text, SourceLocation at, Report report) {
    int start = text.indexOf(START);
    while (start >= 0) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        add(
            view,
            at,
            "the variable in " + Quoting.quote(text) + " has no closing brace",
            "write `}` after the name",
            report);
        return;
      }
      checkName(view, text.substring(start + START.length(), end), at, report);
      start = text.indexOf(START, end);
    }
  }

  private static void checkName(
      StatementView view, String content, SourceLocation at, Report report) {
    int comma = content.indexOf(',');
    String name = comma < 0 ? content : content.substring(0, comma).stripTrailing();
    String shown = Quoting.quote(START + content + "}");
    if (name.isBlank()) {
      add(view, at, shown + " names no condition key", "write its name, or remove it", report);
    } else if (!name.equals(name.strip()) || name.contains(" ")) {
      add(view, at, shown + " contains blanks", "write the name without blanks", report);
    } else if (!isKnown(name)) {
      List<String> names =
          KmsCatalogue.bundled().conditionKeys().stream().map(ConditionKeyFacts::name).toList();
      add(
          view,
          at,
          shown + " names a condition key that no request to KMS has",
          Suggestions.nearest(name, names)
              .map(near -> "did you mean " + Quoting.quote(START + near + "}") + "?")
              .orElse("name a condition key, such as `${aws:PrincipalAccount}`"),
          report);
    }
  }

  /** Keys of identity providers and of other services have other prefixes. */
  private static boolean isKnown(String name) {
    String lower = LetterCase.lowerCase(name);
    boolean escape = name.length() == 1 && ESCAPES.contains(name);
    boolean ours = lower.startsWith("aws:") || lower.startsWith("kms:");
    return escape
        || (!ours && name.contains(":"))
        || KmsCatalogue.bundled().conditionKey(name).isPresent();
  }

  private static void add(
      StatementView view, SourceLocation at, String message, String fix, Report report) {
    report.add(LintRule.VARIABLE_FORM, view, at, message, fix);
  }
}
