package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.NameList;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    return List.of(LintRule.VIA_SERVICE, LintRule.VIA_SERVICE_REGION);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) -> {
          if (test.key().equalsIgnoreCase(KEY)) {
            checkValues(view, test, report);
            checkDirectCalls(view, test, report);
            checkServicePrincipals(view, test, report);
            checkRegions(view, test, report);
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

  /** An Allow whose values are all of Regions in which no key of its resources is. */
  private static void checkRegions(StatementView view, Condition test, Report report) {
    Comparison comparison = test.operator().comparison();
    if (!view.allows()
        || comparison.negated()
        || comparison.family() != Comparison.Family.STRING
        || test.operator().ifExists()) {
      return;
    }
    Optional<Set<String>> keys = regionsOfKeys(view);
    List<String> called = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      String text = value.text();
      if (!SERVICE.matcher(text).matches()) {
        return; // A pattern may stand for any Region, and a wrong value has another finding.
      }
      called.add(text.split("\\.")[1]);
    }
    if (keys.isPresent() && called.stream().noneMatch(keys.get()::contains)) {
      report.add(
          LintRule.VIA_SERVICE_REGION,
          view,
          test.location(),
          "the keys are in "
              + Listing.allOf(keys.get())
              + ", and a service calls KMS in the Region of the key, not in "
              + Listing.oneOf(new TreeSet<>(called)),
          "write the value with the Region of the keys");
    }
  }

  /** The Regions of all keys of the statement; empty if they are not known. */
  private static Optional<Set<String>> regionsOfKeys(StatementView view) {
    Set<String> regions = new TreeSet<>();
    if (!(view.statement().resource() instanceof ResourceElement.Resource)) {
      return Optional.empty();
    }
    for (ResourcePattern pattern : view.resourcePatterns()) {
      Optional<Arn> arn = Arn.parse(pattern.text()).filter(one -> one.service().equals("kms"));
      if (arn.isEmpty() || !NameList.REGIONS.has(arn.get().region())) {
        return Optional.empty();
      }
      regions.add(arn.get().region());
    }
    return regions.isEmpty() ? Optional.empty() : Optional.of(regions);
  }

  private static void checkDirectCalls(StatementView view, Condition test, Report report) {
    if (view.denies()
        && test.operator().comparison().negated()
        && view.analysis().withoutKey(test).isMatch()
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
    if (services && view.analysis().withoutKey(test).isNoMatch()) {
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
