package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.proof.PolicyPairs.Mutation;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
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
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Pairs of key policies that differ by one mutation. System properties: {@code proof.pairs} is the
 * number of pairs, {@code proof.seed} the seed of the first one, {@code proof.deep} the number of
 * proven pairs that are searched with 10,000 requests. The build has a fixed seed, so that two runs
 * find the same.
 */
class ProofPropertyTest {

  private static final int PAIRS = Integer.getInteger("proof.pairs", 600);
  private static final long SEED = Long.getLong("proof.seed", 20_261_126);
  private static final int DEEP = Integer.getInteger("proof.deep", 1);
  private static final int REQUESTS = 200;
  private static final int DEEP_REQUESTS = 10_000;
  private static final int MAX_FAILURES = 5;
  private static final int REPORTED = 1_000;

  /** With fewer pairs, the shares of the verdicts depend on chance. */
  private static final int ENOUGH_FOR_SHARES = 300;

  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", Words.ACCOUNT, "1234abcd");
  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();
  private static final PolicyEvaluator TABLES = PolicyEvaluator.tables();

  /** What became of the pairs. */
  private enum Verdict {
    REFUTED,
    PROVEN,
    PROVEN_EQUAL,
    UNDECIDED
  }

  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Mutation, Map<Verdict, Integer>> byMutation = new EnumMap<>(Mutation.class);
  private final Map<String, Integer> reasons = new TreeMap<>();

  private int deep;
  private long requests;
  private long allowed;
  private long proving;
  private long searching;

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
    System.out.println("proofs of mutated pairs: -Dproof.seed=" + SEED);
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < PAIRS && failures.size() < MAX_FAILURES; i++) {
      long seed = SEED + i;
      try {
        check(seed);
      } catch (RuntimeException | AssertionError failure) {
        failures.add(new AssertionError("seed " + seed + ": " + failure.getMessage(), failure));
      }
      if (i % REPORTED == REPORTED - 1) {
        System.out.println((i + 1) + " pairs, " + failures.size() + " failures: " + summary());
      }
    }
    failures.forEach(failure -> System.out.println(failure.getMessage()));
    System.out.println(summary() + "\n" + byMutation + "\n" + reasons);
    assertThat(failures).isEmpty();
    if (PAIRS >= ENOUGH_FOR_SHARES) {
      assertShares();
    }
  }

  private void assertShares() {
    assertThat(verdicts.getOrDefault(Verdict.REFUTED, 0)).isGreaterThan(PAIRS * 3 / 10);
    assertThat(verdicts.getOrDefault(Verdict.PROVEN, 0)).isGreaterThan(PAIRS * 3 / 10);
    assertThat(byMutation).containsOnlyKeys(Mutation.values());
    // Two in a hundred, and three standard deviations of the number in so many pairs.
    double few = PAIRS / 50.0 + 3 * Math.sqrt(PAIRS / 50.0);
    assertThat((double) verdicts.getOrDefault(Verdict.UNDECIDED, 0)).isLessThanOrEqualTo(few);
  }

  private String summary() {
    return verdicts
        + ", deep "
        + deep
        + ", requests "
        + requests
        + " of which the changed policies allow "
        + allowed
        + ", ms in the prover "
        + proving / 1_000_000
        + ", in the search "
        + searching / 1_000_000;
  }

  private void check(long seed) {
    Random random = new Random(seed);
    PolicyPairs pairs = new PolicyPairs(random, Words.USUAL);
    List<Statement> first = pairs.policy();
    PolicyPairs.Mutated mutated = pairs.mutated(first);
    boolean forward = random.nextBoolean();
    List<Statement> before = forward ? first : mutated.statements();
    List<Statement> after = forward ? mutated.statements() : first;
    long start = System.nanoTime();
    Proof proof = PolicyProver.create().noNewAccess(state(before), state(after));
    proving += System.nanoTime() - start;
    boolean areEqual = new HashSet<>(before).equals(new HashSet<>(after));
    Verdict verdict = verdict(proof, areEqual);
    verdicts.merge(verdict, 1, Integer::sum);
    byMutation
        .computeIfAbsent(mutated.mutation(), unused -> new EnumMap<>(Verdict.class))
        .merge(verdict, 1, Integer::sum);
    if (proof instanceof Proof.Refuted refuted) {
      checkWitness(refuted.witness());
    } else if (proof instanceof Proof.Indeterminate undecided) {
      reasons.merge(undecided.reasons().get(0).text(), 1, Integer::sum);
    } else {
      boolean isDeep = deep < DEEP && !areEqual;
      deep += isDeep ? 1 : 0;
      long begin = System.nanoTime();
      search(random, before, after, isDeep ? DEEP_REQUESTS : REQUESTS);
      searching += System.nanoTime() - begin;
    }
  }

  private static Verdict verdict(Proof proof, boolean areEqual) {
    if (proof instanceof Proof.Proven) {
      return areEqual ? Verdict.PROVEN_EQUAL : Verdict.PROVEN;
    }
    return proof instanceof Proof.Refuted ? Verdict.REFUTED : Verdict.UNDECIDED;
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

  private void search(Random random, List<Statement> before, List<Statement> after, int number) {
    List<Statement> all = new ArrayList<>(before);
    all.addAll(after);
    RandomRequests drawing = new RandomRequests(random, KEY, all);
    KeyPolicies then = state(before).keys().get(KEY);
    KeyPolicies now = state(after).keys().get(KEY);
    for (int i = 0; i < number; i++) {
      RandomRequests.Drawn drawn = drawing.draw();
      requests++;
      if (decide(drawn, now) == Decision.ALLOWED) {
        allowed++;
        assertThat(decide(drawn, then).isCertainDenial())
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

  private static Decision decide(RandomRequests.Drawn drawn, KeyPolicies policies) {
    return REFERENCE.decide(drawn.request(), drawn.policies(policies, KEY));
  }

  private static String json(List<Statement> statements) {
    return PolicyWriter.compact()
        .write(new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements));
  }
}
