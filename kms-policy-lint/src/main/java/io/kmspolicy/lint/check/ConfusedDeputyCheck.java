package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.ServiceCalls;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/**
 * Reports a service principal that a key policy allows whatever account the service works for. The
 * service then uses the key for another account too: the confused deputy problem (Hardy 1988).
 */
final class ConfusedDeputyCheck implements PolicyCheck {

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.CONFUSED_DEPUTY);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isKeyPolicy()) {
      policy.allows().filter(view -> !report.isDead(view)).forEach(view -> check(view, report));
    }
  }

  private static void check(StatementView view, Report report) {
    List<PrincipalName> services =
        view.principals().stream().filter(PrincipalName.Service.class::isInstance).toList();
    List<KmsAction> used = view.actions().stream().filter(action -> !action.isRead()).toList();
    if (!services.isEmpty() && !used.isEmpty() && ServiceCalls.forStrangers(view)) {
      report.add(
          LintRule.CONFUSED_DEPUTY,
          view,
          view.at("Principal"),
          Quoting.quote(services.get(0).text())
              + " may use the key for any account, because no condition limits for whom it calls",
          "add a condition on `aws:SourceArn` or `aws:SourceAccount`, or on the encryption context"
              + " that the service uses");
    }
  }
}
