package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Decision 32: only a claim of the exact analysis costs a proof, and equal claims cost one. */
final class ProofCountTest {

  private static final int ROLES = 300;

  private final EffectProofs effects = new EffectProofs();

  private List<Finding> lint(List<PolicyText> texts) {
    return new PolicyLinter().lint(texts, unused -> {}, new LintMemory(effects));
  }

  /** A policy with one shadowed and one redundant Allow, for keys of its own. */
  private static PolicyText role(int number) {
    String keys =
        "\"Resource\": \"arn:aws:kms:us-west-2:111122223333:key/%08x-*\"".formatted(number);
    return new PolicyText(
        "role-" + number + ".json",
        1,
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", " + keys + "}",
            "{\"Effect\": \"Allow\", \"Action\": \"kms:D*\", " + keys + "}",
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", " + keys + "}",
            "{\"Effect\": \"Deny\", \"Action\": \"kms:Encrypt\", " + keys + "}"),
        PolicyType.IDENTITY,
        "");
  }

  @Test
  @DisplayName("Policies of many roles with the same claims cost the proofs of one")
  void lint_rolesWithTheSameClaims_costTheProofsOfOne() {
    List<PolicyText> texts = new ArrayList<>();
    for (int number = 0; number < ROLES; number++) {
      texts.add(role(number));
    }
    List<Finding> findings = lint(texts);
    assertThat(findings)
        .filteredOn(finding -> finding.rule() == LintRule.SHADOWED)
        .hasSize(ROLES)
        .allMatch(finding -> finding.message().startsWith("the Deny `#4` covers everything"));
    assertThat(findings).filteredOn(finding -> finding.rule() == LintRule.REDUNDANT).hasSize(ROLES);
    assertThat(effects.count()).isEqualTo(2);
  }

  @Test
  @DisplayName("A policy without a claim costs no proof")
  void lint_policyWithoutClaims_costsNoProof() {
    lint(
        List.of(
            new PolicyText(
                "role.json",
                1,
                RandomPolicies.policy(
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                        + " \"arn:aws:kms:us-west-2:111122223333:key/*\"}"),
                PolicyType.IDENTITY,
                "")));
    assertThat(effects.count()).isZero();
  }

  @Test
  @DisplayName("AWS's managed policies cost at most one proof for each claim in a finding")
  void lint_managedPolicies_costAtMostOneProofForEachFinding() throws IOException {
    List<Finding> findings = lint(ManagedFindingsTest.policies());
    long claims =
        findings.stream()
            .filter(finding -> finding.rule() != LintRule.ALL_ACCOUNTS_READ)
            .filter(finding -> finding.rule() != LintRule.ALL_ACCOUNTS_RESOURCE)
            .count();
    assertThat(effects.count()).isPositive().isLessThanOrEqualTo((int) claims);
  }
}
