package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.proof.ProofReport;
import io.kmspolicy.analysis.proof.WitnessText;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The answer as results of SARIF: one for each statement that grants the request, or one without
 * place if the claim is indeterminate; none if it is proven.
 */
public final class ProofSarif {

  private final ProofReport report;

  /** The results of an answer. */
  public ProofSarif(ProofReport report) {
    this.report = report;
  }

  /** The rule of the claim. */
  public SarifRule rule() {
    return new SarifRule(id(), "the claim `" + report.claim() + "` is refuted", Severity.ERROR);
  }

  private String id() {
    return "prove-" + report.claim();
  }

  /**
   * The results.
   *
   * @param place the place of a statement by the name of the file that the answer was read from
   */
  public List<SarifResult> results(UnaryOperator<SourceLocation> place) {
    if (report.proof() instanceof Proof.Refuted refuted) {
      List<DeterminingStatement> granting = WitnessText.granting(refuted.witness());
      return granting.isEmpty()
          ? List.of(result(Severity.ERROR, Optional.empty()))
          : granting.stream()
              .map(one -> one.statement().location())
              .map(at -> result(Severity.ERROR, Optional.of(ResourcePlace.of(place.apply(at)))))
              .toList();
    }
    return report.proof() instanceof Proof.Indeterminate
        ? List.of(result(Severity.WARNING, Optional.empty()))
        : List.of();
  }

  private SarifResult result(Severity severity, Optional<ResourcePlace> place) {
    return new SarifResult(id(), severity, report.text(), place);
  }
}
