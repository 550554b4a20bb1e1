package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.Quoting;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Reports statements that no longer apply, because a date in the past ends them. */
final class DateCheck implements PolicyCheck {

  private final Clock clock;

  DateCheck(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.EXPIRED);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) -> {
          if (test.key().equalsIgnoreCase("aws:CurrentTime")) {
            check(view, test, report);
          }
        });
  }

  private void check(StatementView view, Condition test, Report report) {
    Comparison comparison = test.operator().comparison();
    boolean until =
        comparison == Comparison.DATE_LESS_THAN || comparison == Comparison.DATE_LESS_THAN_EQUALS;
    boolean past =
        !test.values().isEmpty() && test.values().stream().allMatch(value -> isPast(value));
    if (past && until) {
      report.add(
          LintRule.EXPIRED,
          view,
          test.location(),
          Quoting.quote(test.values().get(0).text())
              + " is in the past, so the statement no longer applies",
          "remove the statement, or set a later date");
    }
  }

  private boolean isPast(ConditionValue value) {
    return instant(value.text()).filter(time -> time.isBefore(clock.instant())).isPresent();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(
          text.length() == "2026-01-31".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeParseException other) {
      return Optional.empty();
    }
  }
}
