package io.kmspolicy.lint;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.check.Report;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.NamedPrincipals;
import io.kmspolicy.lint.lockout.NamedPrincipals.Awaited;
import io.kmspolicy.lint.lockout.NamedPrincipals.Missing;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reports the users and roles of key policies that do not exist (rule 5.21).
 *
 * @param known the users and roles that exist
 * @param changes what the source of a document does to users and roles
 * @param awaited receives for each key policy those that must exist before it is set
 */
record ExistingPrincipals(
    KnownPrincipals known,
    Function<PolicyText, PlannedPrincipals> changes,
    BiConsumer<PolicyText, List<Awaited>> awaited) {

  /** Nothing is known, and nobody asks. */
  static ExistingPrincipals none() {
    return new ExistingPrincipals(
        KnownPrincipals.none(), text -> PlannedPrincipals.none(), (text, found) -> {});
  }

  void check(LintedPolicy policy, Report report) {
    if (!policy.isKeyPolicy()) {
      return;
    }
    NamedPrincipals named =
        NamedPrincipals.of(
            policy.document(),
            policy.account().orElse(""),
            Optional.empty(),
            known,
            changes.apply(policy.text()));
    for (Missing one : named.missing()) {
      policy.statements().stream()
          .filter(view -> names(view, one.arn()))
          .findFirst()
          .ifPresent(view -> report(one, view, report));
    }
    awaited.accept(policy.text(), named.awaited());
  }

  private static boolean names(StatementView view, String arn) {
    return view.namedPrincipals().stream().anyMatch(name -> name.text().equals(arn));
  }

  private static void report(Missing one, StatementView view, Report report) {
    String element =
        view.statement().principal() instanceof PrincipalElement.NotPrincipal
            ? "NotPrincipal"
            : "Principal";
    report.add(
        LintRule.PRINCIPAL_NOT_FOUND,
        view,
        view.at(element),
        "KMS refuses the key policy, because "
            + Quoting.quote(one.arn())
            + " does not exist: "
            + one.reason(),
        one.nearest()
            .map(arn -> "write " + Quoting.quote(arn) + " if it is meant")
            .orElse("correct the name, or create the user or role first"));
  }
}
