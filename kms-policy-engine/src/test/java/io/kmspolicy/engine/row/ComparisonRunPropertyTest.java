package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.CountingContext;
import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Policies with many comparisons of few keys (rules 6.1-6.5, 6.13). */
@Label("runs of comparisons")
@AddLifecycleHook(Seeds.class)
class ComparisonRunPropertyTest {

  /** No test is about the resource. */
  private static final String ARN =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final List<String> KEYS =
      List.of("aws:PrincipalTag/t", "aws:PrincipalTag/u", "kms:ViaService");
  private static final List<String> TEXTS = List.of("a", "b", "c", "d", "e", "f", "g", "");
  private static final List<String> OPERATORS =
      List.of(
          "StringEquals",
          "StringEquals",
          "StringEquals",
          "StringLike",
          "StringNotEquals",
          "StringEqualsIfExists",
          "ForAnyValue:StringEquals");
  private static final int MAX_STATEMENTS = 90;

  /** The first makes the runs, the others find them. */
  private static final int DECISIONS = 6;

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static String statement(String effect, String conditions) {
    return "{'Effect':'%s','Principal':'*','Action':'kms:*','Resource':'*','Condition':{%s}}"
        .formatted(effect, conditions);
  }

  private static String equals(String operator, String key, List<String> texts) {
    return "'%s':{'%s':[%s]}"
        .formatted(
            operator,
            key,
            texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(",")));
  }

  private static PolicySet policy(List<String> statements) {
    String text = "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}";
    return PolicySet.builder()
        .key(
            PolicyLayer.of(
                new NamedPolicy(
                    "p", PolicyReader.forType(PolicyType.KEY).read(text.replace('\'', '"')))))
        .build();
  }

  private static AuthorizationRequest request(RequestContext context) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
        context);
  }

  /** Mostly equality of one text, as in policies with a statement for each tenant. */
  private static PolicySet random(Random random) {
    List<String> statements = new ArrayList<>();
    boolean isUniform = random.nextBoolean();
    int size = 1 + random.nextInt(MAX_STATEMENTS);
    for (int i = 0; i < size; i++) {
      List<String> conditions = new ArrayList<>();
      int tests = 1 + random.nextInt(2);
      for (int test = 0; test < tests; test++) {
        String operator = isUniform ? OPERATORS.get(0) : pick(OPERATORS, random);
        List<String> texts =
            IntStream.range(0, random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1)
                .mapToObj(unused -> pick(TEXTS, random))
                .toList();
        String condition = equals(operator, pick(KEYS, random), texts);
        if (conditions.stream().noneMatch(other -> other.startsWith("'" + operator + "'"))) {
          conditions.add(condition);
        }
      }
      String effect = random.nextInt(8) == 0 ? "Deny" : "Allow";
      statements.add(statement(effect, String.join(",", conditions)));
    }
    return policy(statements);
  }

  private static ContextValue value(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> ContextValue.absent();
      case 1 -> ContextValue.unknown();
      case 2 -> ContextValue.presentUnknown();
      case 3 -> new ContextValue.Present(List.of(pick(TEXTS, random), pick(TEXTS, random)));
      case 4 -> ContextValue.of("none of them");
      default -> ContextValue.of(pick(TEXTS, random));
    };
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 300)
  @Label("6.1: many comparisons decide as the reference does, whatever the values")
  void decide_manyComparisons_isTheReferencesDecision(@ForAll Random random) {
    PolicySet policies = random(random);
    ResidualPolicy residual = Residuals.policy(request(RequestContext.empty()), policies);
    for (int i = 0; i < DECISIONS; i++) {
      RequestContext.Builder context = RequestContext.builder();
      KEYS.forEach(key -> context.set(key, value(random)));
      AuthorizationRequest request = request(context.build());
      Decision expected = PolicyEvaluator.reference().decide(request, policies);
      Decision found = residual.decide(request.context(), request.resource().arn());

      assertThat(Evaluators.refines(found, expected))
          .as("%s, by the reference %s, for %s under %s", found, expected, request, policies)
          .isTrue();
      Statistics.label("decision").collect(expected);
    }
  }

  private static ResidualPolicy.Case residual(int statements, IntFunction<String> conditions) {
    List<String> texts =
        IntStream.range(0, statements)
            .mapToObj(i -> statement("Allow", conditions.apply(i)))
            .toList();
    return Residuals.of(request(RequestContext.empty()), policy(texts));
  }

  private static DecisionGraph graph(int statements, IntFunction<String> conditions) {
    ResidualPolicy.Case one = residual(statements, conditions);
    return DecisionGraph.of(one.deny(), one.allow());
  }

  private static void assertHasRuns(
      int statements, IntFunction<String> conditions, boolean expected) {
    RequestContext.Builder others = RequestContext.builder();
    KEYS.forEach(key -> others.put(key, "other"));
    CountingContext counting = new CountingContext(others.build());

    assertThat(graph(statements, conditions).decide(counting, ARN))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(counting.reads() < statements).isEqualTo(expected);
  }

  @Example
  @Label("a graph has a run if it compares one key with texts more often than is cheap")
  void of_comparisonsOfOneKey_hasRunsIfThereAreEnough() {
    IntFunction<String> oneKey = i -> equals("StringEquals", KEYS.get(0), List.of("v" + i));
    IntFunction<String> twoKeys = i -> equals("StringEquals", KEYS.get(i % 2), List.of("v" + i));
    IntFunction<String> patterns = i -> equals("StringLike", KEYS.get(0), List.of("v*" + i));

    assertHasRuns(ComparisonRun.MIN_FOLLOWING, oneKey, false);
    assertHasRuns(ComparisonRun.MIN_FOLLOWING + 1, oneKey, true);
    assertHasRuns(2 * ComparisonRun.MIN_FOLLOWING, twoKeys, false);
    assertHasRuns(4 * ComparisonRun.MIN_FOLLOWING, patterns, false);
  }

  private static long reads(DecisionGraph graph, RequestContext context, Decision expected) {
    CountingContext counting = new CountingContext(context);

    assertThat(graph.decide(counting, ARN)).isEqualTo(expected);
    assertThat(graph)
        .isInstanceOfSatisfying(
            DecisionGraph.CountedGraph.class,
            counted -> assertThat(counted.decideUncounted(context, ARN)).isEqualTo(expected));
    return counting.reads();
  }

  @Example
  @Label("the first decision makes the runs, which later ones find")
  void decide_first_makesRuns() {
    PolicySet policies =
        policy(
            IntStream.range(0, 20)
                .mapToObj(
                    i -> statement("Allow", equals("StringEquals", KEYS.get(0), List.of("v" + i))))
                .toList());
    ResidualPolicy residual = Residuals.policy(request(RequestContext.empty()), policies);
    RequestContext last = RequestContext.builder().put(KEYS.get(0), "v19").build();
    List<Long> reads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CountingContext counting = new CountingContext(last);
      assertThat(residual.decide(counting, ARN)).isEqualTo(Decision.ALLOWED);
      reads.add(counting.reads());
    }

    assertThat(reads).containsExactly(1L, 1L, 1L);
  }

  @Example
  @Label("any number of comparisons of one key read its value once")
  void decide_oneKey_readsItOnce() {
    DecisionGraph graph =
        graph(500, i -> equals("StringEquals", KEYS.get(0), List.of("v" + i, "w" + i)));
    RequestContext last = RequestContext.builder().put(KEYS.get(0), "w499").build();
    RequestContext other = RequestContext.builder().put(KEYS.get(0), "other").build();

    assertThat(reads(graph, last, Decision.ALLOWED)).isEqualTo(1);
    assertThat(reads(graph, other, Decision.IMPLICIT_DENY)).isEqualTo(1);
  }

  @Example
  @Label("comparisons of ten keys in turn read each key a few times")
  void decide_tenKeys_readsEachAFewTimes() {
    DecisionGraph graph =
        graph(500, i -> equals("StringEquals", "aws:PrincipalTag/t" + i % 10, List.of("v" + i)));
    RequestContext.Builder others = RequestContext.builder();
    IntStream.range(0, 10).forEach(key -> others.put("aws:PrincipalTag/t" + key, "other"));

    assertThat(reads(graph, others.build(), Decision.IMPLICIT_DENY)).isLessThanOrEqualTo(10);
  }

  @Example
  @Label("a second comparison that fails goes on after the statements of other values")
  void decide_twoKeys_skipsTheStatementsOfOtherValues() {
    DecisionGraph graph =
        graph(
            500,
            i ->
                "'StringEquals':{'%s':'v%s','%s':'w%s'}"
                    .formatted(KEYS.get(0), i % 250, KEYS.get(1), i));
    RequestContext second =
        RequestContext.builder().put(KEYS.get(0), "v7").put(KEYS.get(1), "w257").build();
    RequestContext neither =
        RequestContext.builder().put(KEYS.get(0), "v7").put(KEYS.get(1), "w8").build();

    assertThat(reads(graph, second, Decision.ALLOWED)).isEqualTo(4);
    assertThat(reads(graph, neither, Decision.IMPLICIT_DENY)).isLessThanOrEqualTo(5);
  }

  @Example
  @Label("6.2: the graph itself decides where a compared key is absent")
  void decide_absentKey_needsNoAnalysis() {
    for (String text : List.of("v", "${" + KEYS.get(1) + "}")) {
      for (int count : List.of(1, 2, 20)) {
        ResidualPolicy.Case one =
            residual(count, i -> equals("StringEquals", KEYS.get(0), List.of(text + i % 3)));

        assertThat(DecisionGraph.of(one.deny(), one.allow()).decide(RequestContext.empty(), ARN))
            .isEqualTo(Decision.IMPLICIT_DENY);
      }
    }
    ResidualPolicy.Case same =
        residual(1, i -> equals("StringEquals", KEYS.get(0), List.of("${" + KEYS.get(1) + "}")));

    assertThat(DecisionGraph.of(same.deny(), same.allow()).decide(RequestContext.empty(), ARN))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  /** The statements compare a pair of values; equal first values follow each other. */
  private static String pair(int statement, int ofOneValue) {
    return "'StringEquals':{'%s':'v%s','%s':'w%s'}"
        .formatted(KEYS.get(0), statement / ofOneValue, KEYS.get(1), statement);
  }

  @Example
  @Label("6.2: a value leads to the other comparisons of its own statements, and of no other")
  void decide_pairs_isAllowedForThoseOfTheStatements() {
    int statements = 24;
    for (int ofOneValue : List.of(1, 2, 3)) {
      DecisionGraph graph = graph(statements, i -> pair(i, ofOneValue));
      for (int first = 0; first <= statements / ofOneValue; first++) {
        for (int second = 0; second <= statements; second++) {
          RequestContext context =
              RequestContext.builder()
                  .put(KEYS.get(0), "v" + first)
                  .put(KEYS.get(1), "w" + second)
                  .build();
          boolean isListed = second < statements && second / ofOneValue == first;

          assertThat(graph.decide(context, ARN))
              .as("v%s, w%s", first, second)
              .isEqualTo(isListed ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
        }
      }
    }
  }
}
