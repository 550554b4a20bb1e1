package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.ServiceCalls;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.KeyPolicyControl;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reports a service principal that a key policy allows whatever account the service works for. The
 * service then uses the key for another account too: the confused deputy problem (Hardy 1988).
 */
final class ConfusedDeputyCheck implements PolicyCheck {

  private static final String FIX =
      "add a condition on `aws:SourceArn` or `aws:SourceAccount`, or on the encryption context that"
          + " the service uses";

  /** AWS documents the statements of this service without a condition, and one as an option. */
  private static final String OPTIONAL = "dnssec-route53.amazonaws.com";

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
    if (view.actions().stream().noneMatch(ConfusedDeputyCheck::isUse)) {
      return;
    }
    List<PrincipalName.Service> services =
        view.principals().stream()
            .filter(PrincipalName.Service.class::isInstance)
            .map(PrincipalName.Service.class::cast)
            .sorted(Comparator.comparing(ConfusedDeputyCheck::severity, Comparator.reverseOrder()))
            .toList();
    for (PrincipalName.Service service : services) {
      Optional<String> stranger = ServiceCalls.stranger(view, Optional.of(service));
      if (stranger.isPresent()) {
        String name = Quoting.quote(service.name());
        add(view, severity(service), name, "it calls", stranger.get(), fix(service), report);
        return;
      }
    }
    if (view.principals().contains(new PrincipalName.Everyone())
        && ServiceCalls.onlyServices(view)) {
      ServiceCalls.stranger(view, Optional.empty())
          .ifPresent(
              stranger ->
                  add(
                      view,
                      LintRule.CONFUSED_DEPUTY.severity(),
                      "the services that the condition admits",
                      "they call",
                      stranger,
                      FIX,
                      report));
    }
  }

  /** Whether an action uses the key and a key policy decides about it. */
  private static boolean isUse(KmsAction action) {
    return !action.isRead() && action.keyPolicy() != KeyPolicyControl.NO;
  }

  private static Severity severity(PrincipalName.Service service) {
    return service.name().equals(OPTIONAL) ? Severity.INFO : LintRule.CONFUSED_DEPUTY.severity();
  }

  private static void add(
      StatementView view,
      Severity severity,
      String who,
      String call,
      String stranger,
      String fix,
      Report report) {
    report.add(
        LintRule.CONFUSED_DEPUTY,
        severity,
        view,
        view.at("Principal"),
        who
            + " may use the key for "
            + (stranger.equals(ServiceCalls.ANY_STRANGER)
                ? "any account, because no condition limits for whom " + call
                : "accounts that the condition does not name, such as " + Quoting.quote(stranger)),
        fix);
  }

  /** A service that never sends its source, by AWS's page, is limited by its encryption context. */
  private static String fix(PrincipalName.Service service) {
    return NeverSentCheck.withoutSource(service)
        .map(
            use ->
                "add a condition on the encryption context that the service uses; its calls that "
                    + use.title()
                    + " have no `aws:SourceArn` and no `aws:SourceAccount`")
        .orElse(FIX);
  }
}
