package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Who gains what, beside the proof that nobody gains anything. System properties: {@code
 * gains.pairs} is the number of pairs of random key policies, {@code gains.seed} the seed of the
 * first one.
 */
class GainsPropertyTest {

  private static final int PAIRS = Integer.getInteger("gains.pairs", 200);
  private static final long SEED = Long.getLong("gains.seed", 20_261_202);
  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", Words.ACCOUNT, "1234abcd");

  @Test
  @DisplayName(
      "Rows exist if, and only if, new access is refuted, and each has a confirmed request")
  void gains_randomKeyPolicies_agreeWithTheProof() {
    System.out.println("gains of mutated pairs: -Dgains.seed=" + SEED);
    PolicyProver prover = PolicyProver.create();
    int rows = 0;
    for (int i = 0; i < PAIRS; i++) {
      PolicyPairs pairs = new PolicyPairs(new Random(SEED + i), Words.USUAL);
      List<Statement> first = pairs.policy();
      List<Statement> second = pairs.mutated(first).statements();
      PolicyState before = state(i % 2 == 0 ? first : second);
      PolicyState after = state(i % 2 == 0 ? second : first);
      String name = "-Dgains.pairs=1 -Dgains.seed=" + (SEED + i);

      Gains gains = prover.gains(before, after, access -> false);
      Proof proof = prover.noNewAccess(before, after);

      assertThat(gains.gains().isEmpty()).as(name).isEqualTo(!(proof instanceof Proof.Refuted));
      assertThat(gains.isProven()).as(name).isEqualTo(proof instanceof Proof.Proven);
      for (Gains.Gain row : gains.gains()) {
        rows++;
        for (Gains.OnResource one : row.resources()) {
          Witness witness = one.witness();
          assertThat(one.actions()).as(name).contains(witness.after().request().action());
          assertThat(decide(witness.after())).as(name).isEqualTo(Decision.ALLOWED);
          assertThat(decide(witness.before()).isCertainDenial()).as(name).isTrue();
        }
      }
    }
    assertThat(rows).isGreaterThan(PAIRS / 10);
  }

  private static PolicyState state(List<Statement> statements) {
    return PolicyState.ofKeyPolicy(
        KEY,
        PolicyLayer.of(
            new NamedPolicy(
                "p", new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements))),
        GrantLayer.unknown());
  }

  private static Decision decide(Scenario scenario) {
    return REFERENCE.decide(scenario.request(), scenario.policies());
  }
}
