package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.ServiceCalls;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;

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
    List<KmsAction> used = view.actions().stream().filter(action -> !action.isRead()).toList();
    if (used.isEmpty()) {
      return;
    }
    Optional<PrincipalName.Service> service =
        view.principals().stream()
            .filter(PrincipalName.Service.class::isInstance)
            .map(PrincipalName.Service.class::cast)
            .filter(one -> ServiceCalls.forStrangers(view, Optional.of(one)))
            .findFirst();
    if (service.isPresent()) {
      add(view, Quoting.quote(service.get().text()) + " may use", report);
    } else if (view.principals().contains(new PrincipalName.Everyone())
        && ServiceCalls.onlyServices(view)
        && ServiceCalls.forStrangers(view, Optional.empty())) {
      add(view, "the services that the condition admits may use", report);
    }
  }

  private static void add(StatementView view, String who, Report report) {
    report.add(
        LintRule.CONFUSED_DEPUTY,
        view,
        view.at("Principal"),
        who
            + " the key for any account, because no condition limits for whom "
            + (who.startsWith("the services") ? "they call" : "it calls"),
        "add a condition on `aws:SourceArn` or `aws:SourceAccount`, or on the encryption context"
            + " that the service uses");
  }
}
