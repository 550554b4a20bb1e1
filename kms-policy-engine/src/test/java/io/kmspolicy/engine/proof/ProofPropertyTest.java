package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.TableEvaluator;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Pairs of key policies that differ by one mutation. The system property {@code proof.pairs} sets
 * the number of pairs, {@code proof.seed} the first seed.
 */
class ProofPropertyTest {

  private static final int PAIRS = Integer.getInteger("proof.pairs", 600);
  private static final long SEED = Long.getLong("proof.seed", 20261126L);
  private static final int REQUESTS = 200;
  private static final int MAX_FAILURES = 5;
  private static final KmsResource.Key KEY =
      (KmsResource.Key) KmsResource.parse(PolicyPairs.KEY_ARN);
  private static final PolicyEvaluator REFERENCE = ReferenceAuthorizer.create();
  private static final PolicyEvaluator TABLES = TableEvaluator.create();

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();

  private long proving;
  private long searching;

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private static PolicyState state(List<Statement> statements) {
    return PolicyState.ofKeyPolicy(
        KEY,
        PolicyLayer.of(
            new NamedPolicy(
                "p", new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements))),
        GrantLayer.unknown());
  }

  @Test
  @DisplayName(
      "A witness is confirmed and survives being written, and a proven pair has no counterexample")
  void noNewAccess_mutatedPairs_agreeWithTheReference() {
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < PAIRS && failures.size() < MAX_FAILURES; i++) {
      long seed = SEED + i;
      try {
        check(seed);
      } catch (RuntimeException | AssertionError failure) {
        failures.add(new AssertionError("seed " + seed + ": " + failure.getMessage(), failure));
      }
    }
    failures.forEach(failure -> System.out.println(failure.getMessage()));
    assertThat(failures).isEmpty();
    System.out.println(
        "proofs of mutated pairs: "
            + counts
            + " "
            + reasons
            + " ms in the prover: "
            + proving / 1_000_000
            + " in the search: "
            + searching / 1_000_000);
    int all = PAIRS;
    assertThat(counts.getOrDefault("refuted", 0)).isGreaterThan(all * 3 / 10);
    assertThat(counts.getOrDefault("proven, other statements", 0)).isGreaterThan(all * 3 / 10);
    assertThat(counts.getOrDefault("undecided", 0)).isLessThanOrEqualTo(all / 100);
  }

  private void check(long seed) {
    Random random = new Random(seed);
    PolicyPairs pairs = new PolicyPairs(random);
    List<Statement> first = pairs.policy();
    List<Statement> second = pairs.mutated(first);
    boolean forward = random.nextBoolean();
    List<Statement> before = forward ? first : second;
    List<Statement> after = forward ? second : first;
    long start = System.nanoTime();
    Proof proof = PolicyProver.create().noNewAccess(state(before), state(after));
    proving += System.nanoTime() - start;
    if (proof instanceof Proof.Refuted refuted) {
      count("refuted");
      checkWitness(refuted.witness());
    } else if (proof instanceof Proof.Undecided undecided) {
      count("undecided");
      reasons.merge(undecided.reasons().get(0) + " seed " + seed, 1, Integer::sum);
    } else {
      Set<Statement> same = new HashSet<>(before);
      count(
          same.equals(new HashSet<>(after))
              ? "proven, same statements"
              : "proven, other statements");
      long begin = System.nanoTime();
      search(random, before, after);
      searching += System.nanoTime() - begin;
    }
  }

  private static void checkWitness(Witness witness) {
    for (Scenario scenario : List.of(witness.before(), witness.after())) {
      Decision expected = scenario.expected().orElseThrow();
      String text = ScenarioWriter.compact().write(scenario);
      Scenario read = ScenarioReader.create().read(text);
      assertThat(REFERENCE.decide(read.request(), read.policies())).as(text).isEqualTo(expected);
      assertThat(TABLES.decide(read.request(), read.policies())).as(text).isEqualTo(expected);
    }
  }

  private static void search(Random random, List<Statement> before, List<Statement> after) {
    List<Statement> all = new ArrayList<>(before);
    all.addAll(after);
    RandomRequests requests = new RandomRequests(random, KEY, all);
    for (int i = 0; i < REQUESTS; i++) {
      RandomRequests.Drawn drawn = requests.draw();
      Decision now = decide(drawn, state(after));
      if (now == Decision.ALLOWED) {
        Decision then = decide(drawn, state(before));
        assertThat(then.isCertainDenial())
            .as(
                () ->
                    "counterexample "
                        + RandomRequests.describe(drawn)
                        + "\nbefore "
                        + json(before)
                        + "\nafter "
                        + json(after))
            .isFalse();
      }
    }
  }

  private static Decision decide(RandomRequests.Drawn drawn, PolicyState state) {
    return REFERENCE.decide(drawn.request(), drawn.policies(state.keys().get(KEY), KEY));
  }

  private static String json(List<Statement> statements) {
    return PolicyWriter.compact()
        .write(new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements));
  }
}
