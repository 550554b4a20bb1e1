package io.kmspolicy.lint.check;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceCall.Presence;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import io.kmspolicy.model.catalogue.ServiceCall.Service;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;

/**
 * Reports a condition on a key that a service never sends, in an Allow for the service. Only a page
 * of AWS counts that says so in words; records of calls prove presence, and never absence.
 */
final class NeverSentCheck implements PolicyCheck {

  private static final String PAIRS = "kms:encryptioncontext:";

  /** A use, and a key that its calls never carry. */
  private record Missing(ServiceUse use, ServiceCall call, SentKey key) {}

  /** The use for which a service never says for whom it calls, if there is one. */
  static Optional<ServiceUse> withoutSource(PrincipalName.Service service) {
    return KmsCatalogue.bundled().serviceUses().stream()
        .filter(
            use ->
                use.calls().stream()
                    .anyMatch(
                        call ->
                            call.caller().equals(new Service(service.name()))
                                && call.keys().stream().anyMatch(NeverSentCheck::isNever)))
        .findFirst();
  }

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.SERVICE_NEVER_SENDS);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isKeyPolicy()) {
      policy.allows().filter(view -> !report.isDead(view)).forEach(view -> check(view, report));
    }
  }

  private static void check(StatementView view, Report report) {
    for (Condition test : view.statement().condition().tests()) {
      Optional<Missing> missing =
          KmsCatalogue.bundled().serviceUses().stream()
              .filter(use -> isOfUse(view, use) && !isCovered(view, use))
              .flatMap(use -> missing(view, use, test).stream())
              .findFirst();
      if (missing.isPresent()) {
        add(view, test, missing.get(), report);
        return;
      }
    }
  }

  /** The first call of a use that the statement does not allow because of this test. */
  private static Optional<Missing> missing(StatementView view, ServiceUse use, Condition test) {
    return use.calls().stream()
        .filter(call -> call.caller() instanceof Service && view.includes(call.action()))
        .flatMap(
            call ->
                call.keys().stream()
                    .filter(key -> key.name().equalsIgnoreCase(test.key()) && isNever(key))
                    .map(key -> new Missing(use, call, key)))
        .filter(found -> failsWithout(view, found.key().name()))
        .findFirst();
  }

  private static boolean isNever(SentKey key) {
    return key.presence() == Presence.NEVER && key.certainty() == Certainty.DOCUMENTED;
  }

  private static boolean failsWithout(StatementView view, String key) {
    return view.condition(
            StatementAnalysis.anyContext().toBuilder()
                .set(LetterCase.lowerCase(key), ContextValue.absent())
                .build())
        .isNoMatch();
  }

  /** Whether a statement is perhaps for a use: it names the service, and no pair of another use. */
  private static boolean isOfUse(StatementView view, ServiceUse use) {
    return use.calls().stream().anyMatch(call -> isForCaller(view, call))
        && view.statement().condition().tests().stream()
            .map(test -> LetterCase.lowerCase(test.key()))
            .filter(key -> key.startsWith(PAIRS))
            .allMatch(
                key ->
                    use.calls().stream()
                        .flatMap(call -> call.keys().stream())
                        .anyMatch(sent -> sent.name().equalsIgnoreCase(key)));
  }

  private static boolean isForCaller(StatementView view, ServiceCall call) {
    return call.caller() instanceof Service service
        && view.includes(call.action())
        && view.principals().stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Service named
                        && named.name().equals(service.name()));
  }

  /** Whether other statements of the policy may allow every call of a use without the keys. */
  private static boolean isCovered(StatementView view, ServiceUse use) {
    return use.calls().stream()
        .allMatch(
            call ->
                view.policy()
                    .allows()
                    .filter(other -> isForCaller(other, call))
                    .anyMatch(
                        other ->
                            call.keys().stream()
                                .filter(NeverSentCheck::isNever)
                                .noneMatch(key -> failsWithout(other, key.name()))));
  }

  private static void add(StatementView view, Condition test, Missing missing, Report report) {
    report.add(
        LintRule.SERVICE_NEVER_SENDS,
        view,
        test.location(),
        "that "
            + missing.use().title()
            + " is not allowed here, because its calls never have "
            + Quoting.quote(missing.key().name()),
        missing.key().instead() + " (" + missing.use().page() + ")");
  }
}
