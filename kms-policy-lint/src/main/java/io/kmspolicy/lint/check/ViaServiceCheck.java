package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.regex.Pattern;

/** Reports common mistakes with {@code kms:ViaService} (rules 5.15 and 7.6). */
final class ViaServiceCheck implements PolicyCheck {

  private static final String KEY = "kms:ViaService";
  private static final Pattern SERVICE =
      Pattern.compile(
          "[a-z0-9-]+\\.[a-z0-9-]+\\."
              + "(amazonaws\\.(com(\\.cn)?|eu)|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov)");

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.VIA_SERVICE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) -> {
          if (test.key().equalsIgnoreCase(KEY)) {
            checkValues(view, test, report);
            checkDirectCalls(view, test, report);
            checkServicePrincipals(view, test, report);
          }
        });
  }

  private static void checkValues(StatementView view, Condition test, Report report) {
    Comparison comparison = test.operator().comparison();
    boolean glob = comparison == Comparison.STRING_LIKE || comparison == Comparison.STRING_NOT_LIKE;
    boolean text = comparison.family() == Comparison.Family.STRING;
    for (ConditionValue value : test.values()) {
      boolean service = SERVICE.matcher(ValueFormCheck.compared(test, value.text())).matches();
      boolean pattern = glob && (value.text().contains("*") || value.text().contains("?"));
      if (text && !service && !pattern && !value.text().contains("${")) {
        report.add(
            LintRule.VIA_SERVICE,
            Severity.ERROR,
            view,
            test.location(),
            "`kms:ViaService` never has the value " + Quoting.quote(value.text()),
            "use a value with a Region, such as `s3.us-west-2.amazonaws.com`; for every Region use"
                + " `StringLike` and `s3.*.amazonaws.com`");
      }
    }
  }

  private static void checkDirectCalls(StatementView view, Condition test, Report report) {
    if (view.denies()
        && test.operator().comparison().negated()
        && view.analysis().withoutKey(test).isCertain()
        && view.condition(SampleContexts.directCall()) != MatchResult.NO_MATCH) {
      report.add(
          LintRule.VIA_SERVICE,
          Severity.INFO,
          view,
          test.location(),
          "the Deny also matches direct calls, which have no `kms:ViaService`",
          "if direct calls should be possible, add `\"Null\": {\"kms:ViaService\": \"false\"}`");
    }
  }

  private static void checkServicePrincipals(StatementView view, Condition test, Report report) {
    boolean services =
        !view.principals().isEmpty()
            && view.principals().stream().allMatch(PrincipalName.Service.class::isInstance);
    if (services && view.analysis().withoutKey(test).isImpossible()) {
      report.add(
          view.policy().effects().neverAppliesWithout(KEY, view, view.actions()),
          LintRule.VIA_SERVICE,
          view,
          test.location(),
          "a call of a service principal has no `kms:ViaService`, so the statement never matches",
          "use `aws:SourceArn` or `aws:SourceAccount` with a service principal");
    }
  }
}
