package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the linter would gain if it proved for each statement that the policy means the same without
 * it (decision 32).
 */
final class ProofGainTest {

  private static final Set<LintRule> EFFECT =
      Set.of(LintRule.NEVER_MATCHES, LintRule.SHADOWED, LintRule.REDUNDANT);
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", RandomPolicies.ACCOUNT, RandomPolicies.KEY_ID);

  private final PolicyProver prover = PolicyProver.create();

  private static List<LintedPolicy> documented() throws IOException {
    List<LintedPolicy> policies = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String file : List.of("key-policies.jsonl", "documented-policies.jsonl")) {
      for (String line : Files.readAllLines(Path.of("src", "test", "resources", file))) {
        JsonNode example = json.readTree(line);
        String type = example.path("type").asText("key");
        if (type.equals("key") || type.equals("identity")) {
          policies.add(
              Lints.policy(
                  type.equals("key") ? PolicyType.KEY : PolicyType.IDENTITY,
                  example.get("name").asText(),
                  example.get("policy").toString()));
        }
      }
    }
    return policies;
  }

  private static PolicyState state(LintedPolicy policy, List<Statement> statements) {
    PolicyLayer layer =
        PolicyLayer.of(
            new NamedPolicy(
                "policy",
                new PolicyDocument(
                    policy.document().version(), policy.document().id(), statements)));
    return policy.isKeyPolicy()
        ? PolicyState.ofKeyPolicy(KEY, layer, GrantLayer.none())
        : PolicyState.ofIdentityPolicy(layer);
  }

  private Stream<String> removableWithoutFinding(LintedPolicy policy) {
    List<String> found =
        new PolicyLinter()
            .lint(List.of(policy.text())).stream()
                .filter(finding -> EFFECT.contains(finding.rule()))
                .map(finding -> finding.statement())
                .toList();
    return policy.statements().stream()
        .filter(view -> !view.actions().isEmpty() && !found.contains(view.name()))
        .filter(view -> isRemovable(policy, view))
        .map(view -> policy.text().source() + ": " + view.statement().effect());
  }

  private boolean isRemovable(LintedPolicy policy, StatementView view) {
    List<Statement> all = policy.document().statements();
    List<Statement> without = new ArrayList<>(all);
    without.remove(view.statement());
    return prover.equivalent(state(policy, all), state(policy, without)) instanceof Proof.Proven;
  }

  @Test
  @DisplayName("Statements that a policy can do without, and that have no finding, are meant so")
  void documentedPolicies_statementsThatAreProvenRemovable_areMeantSo() throws IOException {
    List<String> removable = documented().stream().flatMap(this::removableWithoutFinding).toList();
    assertThat(removable)
        .containsExactlyInAnyOrder(
            // Denies guard against the Allow statements of other policies.
            "confused deputy deny: DENY",
            "deny alias tag: DENY",
            "deny key deletion unless: DENY",
            "deny outside region: DENY",
            "ip deny aws example: DENY",
            // The action needs a permission of IAM too.
            "cloudtrail: ALLOW",
            // An action without a key is given one, which another rule says.
            "grants retire: ALLOW");
  }
}
