package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reports values that are malformed, that the condition key never has, or whose variables are
 * literal text.
 */
final class ValueCheck implements PolicyCheck {

  private static final Set<String> ACCOUNT_KEYS =
      Set.of(
          "kms:calleraccount",
          "aws:principalaccount",
          "aws:resourceaccount",
          "aws:sourceaccount",
          "aws:vpceaccount");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9-]+:[^}]*|[*?$])\\}");

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.VARIABLE_IN_OLD_VERSION, LintRule.UNREADABLE_VALUE, LintRule.UNKNOWN_VALUE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.statements()) {
      for (Condition test : view.statement().condition().tests()) {
        checkVariables(view, test, report);
        checkReadable(view, test, report);
        KmsCatalogue.bundled()
            .conditionKey(test.key())
            .ifPresent(facts -> checkKnown(view, test, facts, report));
      }
      for (ResourcePattern pattern : view.resourcePatterns()) {
        if (literalVariable(policy, pattern.text())) {
          report.add(
              LintRule.VARIABLE_IN_OLD_VERSION,
              view,
              pattern.location(),
              "in this version " + Quoting.quote(pattern.text()) + " is literal text",
              "add `\"Version\": \"2012-10-17\"`");
        }
      }
    }
  }

  private static boolean literalVariable(LintedPolicy policy, String text) {
    return !policy.document().version().hasVariables() && VARIABLE.matcher(text).find();
  }

  private static void checkVariables(StatementView view, Condition test, Report report) {
    test.values().stream()
        .map(ConditionValue::text)
        .filter(text -> literalVariable(view.policy(), text))
        .findFirst()
        .ifPresent(
            text ->
                report.add(
                    LintRule.VARIABLE_IN_OLD_VERSION,
                    view,
                    test.location(),
                    "in this version " + Quoting.quote(text) + " is literal text",
                    "add `\"Version\": \"2012-10-17\"`"));
  }

  private static void checkReadable(StatementView view, Condition test, Report report) {
    Comparison comparison = test.operator().comparison();
    for (ConditionValue value : test.values()) {
      if (!view.analysis().canRead(comparison, value.text())
          && !literalVariable(view.policy(), value.text())) {
        boolean disputed = comparison.family() == Family.ARN && hasWildcard(value.text());
        report.add(
            LintRule.UNREADABLE_VALUE,
            disputed ? Severity.WARNING : Severity.ERROR,
            view,
            test.location(),
            Quoting.quote(value.text())
                + " is not a valid value for "
                + Quoting.quote(comparison.text())
                + (disputed ? "; whether AWS fills up its missing fields is not documented" : ""),
            "write " + expected(comparison.family()));
      }
    }
  }

  private static boolean hasWildcard(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  private static String expected(Family family) {
    return switch (family) {
      case STRING -> "a string";
      case NUMERIC -> "a number, such as `7`";
      case DATE -> "a date, such as `2026-01-31T00:00:00Z`";
      case BOOL, NULL -> "`true` or `false`";
      case BINARY -> "base64";
      case IP_ADDRESS -> "an address range, such as `192.0.2.0/24`";
      case ARN -> "an ARN with six fields, such as `arn:aws:iam::111122223333:role/*`";
    };
  }

  private static void checkKnown(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    Comparison comparison = test.operator().comparison();
    if (comparison != Comparison.STRING_EQUALS && comparison != Comparison.STRING_NOT_EQUALS) {
      return;
    }
    for (ConditionValue value : test.values()) {
      if (!value.text().contains("${") && !canBe(facts, value.text())) {
        report.add(
            LintRule.UNKNOWN_VALUE,
            view,
            test.location(),
            Quoting.quote(test.key()) + " never has the value " + Quoting.quote(value.text()),
            suggestion(facts.values(), value.text()));
      }
    }
  }

  private static boolean canBe(ConditionKeyFacts facts, String value) {
    String key = LetterCase.lowerCase(facts.name());
    if (ACCOUNT_KEYS.contains(key)) {
      return ACCOUNT.matcher(value).matches();
    }
    if (key.endsWith("orgid")) {
      return value.startsWith("o-") && value.indexOf('*') < 0;
    }
    return facts.values().isEmpty() || facts.values().contains(value);
  }

  private static String suggestion(List<String> values, String value) {
    Optional<String> nearest = Suggestions.nearest(value, values);
    if (value.contains("*")) {
      return "wildcards work with `StringLike` only";
    }
    return nearest
        .map(name -> "did you mean " + Quoting.quote(name) + "?")
        .orElse(
            values.isEmpty()
                ? "account ids have twelve digits, organization ids begin with `o-`"
                : "it can be " + Listing.firstOf(values));
  }
}
