package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Set;

/** Reports Deny statements that unintentionally stop calls of AWS services (rule 7.6). */
final class ServiceDenyCheck implements PolicyCheck {

  private static final Set<String> NETWORK =
      Set.of("aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpcsourceip");
  private static final Set<String> CALLER =
      Set.of(
          "aws:principalorgid",
          "aws:principalorgpaths",
          "aws:principalaccount",
          "aws:principalarn");
  private static final String S3 = "s3.us-east-1.amazonaws.com";

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.DENY_BLOCKS_SERVICES);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.denies().filter(StatementView::hasCondition).forEach(view -> check(view, report));
  }

  private static void check(StatementView view, Report report) {
    for (Condition test : view.statement().condition().tests()) {
      String key = LetterCase.lowerCase(test.key());
      if (key.equals("aws:sourceip") && matchesForwardAccess(view)) {
        report.add(
            LintRule.DENY_BLOCKS_SERVICES,
            concernsServices(view) ? Severity.WARNING : Severity.INFO,
            view,
            test.location(),
            "a service that calls for itself has an address of its own, so this Deny stops it; for"
                + " calls of services for their users, AWS's pages disagree on the address",
            "add `\"Bool\": {\"aws:ViaAWSService\": \"false\"}` and `\"BoolIfExists\":"
                + " {\"aws:PrincipalIsAWSService\": \"false\"}` to the condition");
        return;
      }
      if (NETWORK.contains(key) && matchesForwardAccess(view)) {
        report.add(
            LintRule.DENY_BLOCKS_SERVICES,
            view,
            test.location(),
            "services that call KMS for their users use another network, so this Deny stops them",
            "add `\"Bool\": {\"aws:ViaAWSService\": \"false\"}` to the condition");
        return;
      }
      if (CALLER.contains(key)
          && isUsedByServices(view)
          && concernsServices(view)
          && matchesServicePrincipals(view)) {
        report.add(
            LintRule.DENY_BLOCKS_SERVICES,
            view,
            test.location(),
            "requests that a service makes for itself have no "
                + Quoting.quote(test.key())
                + ", so this Deny stops them",
            "add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}` to the condition");
        return;
      }
    }
  }

  /** Whether the statement matches a call that a service makes on behalf of a user. */
  private static boolean matchesForwardAccess(StatementView view) {
    List<String> services =
        view.statement().condition().tests().stream()
            .filter(test -> test.key().equalsIgnoreCase("kms:ViaService"))
            .flatMap(test -> test.values().stream())
            .map(ConditionValue::text)
            .map(value -> value.replace("*", "us-east-1"))
            .toList();
    return (services.isEmpty() ? List.of(S3) : services)
        .stream().noneMatch(via -> view.condition(SampleContexts.onBehalf(via)).isNoMatch());
  }

  /** Services use keys and grants for themselves; they do not administer keys. */
  private static boolean isUsedByServices(StatementView view) {
    return view.actions().stream()
        .anyMatch(
            action ->
                action.cryptographic()
                    || action.grantable()
                    || action.isRead()
                    || action.name().endsWith("Grant"));
  }

  private static boolean matchesServicePrincipals(StatementView view) {
    return !view.condition(SampleContexts.serviceItself()).isNoMatch();
  }

  /**
   * Whether service principals are subject to the statement: RCPs bind them, key policies may allow
   * them. The principals of an account are never services.
   */
  private static boolean concernsServices(StatementView view) {
    PolicyType type = view.policy().type();
    return type == PolicyType.RESOURCE_CONTROL
        || (type == PolicyType.KEY
            && mayNameServices(view)
            && view.policy()
                .allows()
                .flatMap(other -> other.principals().stream())
                .anyMatch(PrincipalName.Service.class::isInstance));
  }

  private static boolean mayNameServices(StatementView view) {
    List<PrincipalName> named = view.principals();
    return named.isEmpty() // all but some
        || named.stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Service
                        || name instanceof PrincipalName.Everyone
                        || name instanceof PrincipalName.EveryAwsPrincipal);
  }
}
