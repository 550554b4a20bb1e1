package io.kmspolicy.lint.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Decision 32: a finding claims something about all requests only if it is proven. */
final class ReportTest {

  private final Report report =
      new Report(new PolicyText("policy.json", 1, "{}", PolicyType.IDENTITY, ""));

  private boolean add(Claim claim) {
    return report.add(
        claim,
        LintRule.NEVER_MATCHES,
        Severity.ERROR,
        SourceLocation.at("policy.json", "/Statement/0", 1, 1),
        "#1",
        "the statement matches no request",
        "remove it");
  }

  @Test
  void add_provenClaim_isTheFinding() {
    assertThat(add(new Claim.Proven())).isTrue();
    assertThat(report.findings())
        .extracting(Finding::severity, Finding::message)
        .containsExactly(tuple(Severity.ERROR, "the statement matches no request"));
  }

  @Test
  @DisplayName("A refuted claim is not reported")
  void add_refutedClaim_isNotReported() {
    assertThat(add(new Claim.Refuted())).isFalse();
    assertThat(report.findings()).isEmpty();
  }

  @Test
  @DisplayName("A claim that is not decided says so, with the next lower severity")
  void add_undecidedClaim_saysSo() {
    assertThat(add(new Claim.Open("rule 1.7"))).isFalse();
    assertThat(report.findings())
        .extracting(Finding::severity, Finding::message, Finding::fix)
        .containsExactly(
            tuple(
                Severity.WARNING,
                "it is not proven that the statement matches no request; that depends on rule 1.7",
                "if it is so: remove it"));
  }
}
