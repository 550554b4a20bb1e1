package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Deny statements that forget the calls of AWS services (rule 7.6). */
public final class ServiceDenyCheck implements PolicyCheck {

  private static final Set<String> NETWORK =
      Set.of(
          "aws:sourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpcsourceip");
  private static final Set<String> CALLER =
      Set.of("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount");
  private static final String S3 = "s3.us-east-1.amazonaws.com";

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.denies().filter(StatementView::hasCondition).forEach(view -> check(view, report));
  }

  private static void check(StatementView view, Report report) {
    for (Condition test : view.statement().condition().tests()) {
      String key = test.key().toLowerCase(Locale.ROOT);
      if (NETWORK.contains(key) && hitsSessions(view)) {
        report.add(
            LintRule.DENY_BLOCKS_SERVICES,
            view,
            test.location(),
            "services that call KMS for their users come from elsewhere, so this Deny stops them",
            "add `\"Bool\": {\"aws:ViaAWSService\": \"false\"}` beside it");
        return;
      }
      if (CALLER.contains(key) && concernsServices(view) && hitsServices(view)) {
        report.add(
            LintRule.DENY_BLOCKS_SERVICES,
            view,
            test.location(),
            "services that call KMS for themselves have no "
                + Quoting.quote(test.key())
                + ", so this Deny stops them",
            "add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}` beside it");
        return;
      }
    }
  }

  /** Whether some service that the statement does not except is hit when it acts for a user. */
  private static boolean hitsSessions(StatementView view) {
    List<String> services =
        view.statement().condition().tests().stream()
            .filter(test -> test.key().equalsIgnoreCase("kms:ViaService"))
            .flatMap(test -> test.values().stream())
            .map(ConditionValue::text)
            .map(value -> value.replace("*", "us-east-1"))
            .toList();
    return (services.isEmpty() ? List.of(S3) : services)
        .stream().noneMatch(via -> view.condition(SampleContexts.onBehalf(via)).isImpossible());
  }

  private static boolean hitsServices(StatementView view) {
    return !view.condition(SampleContexts.serviceItself()).isImpossible();
  }

  /** Whether services call for themselves at all: RCPs bind them, key policies may allow them. */
  private static boolean concernsServices(StatementView view) {
    PolicyType type = view.policy().type();
    return type == PolicyType.RESOURCE_CONTROL
        || (type == PolicyType.KEY
            && view.policy()
                .allows()
                .flatMap(other -> other.principals().stream())
                .anyMatch(PrincipalName.Service.class::isInstance));
  }
}
