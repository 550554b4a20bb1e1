package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Analysis.TAG;
import static io.kmspolicy.engine.rules.Analysis.VIA;
import static io.kmspolicy.engine.rules.Analysis.allowed;
import static io.kmspolicy.engine.rules.Analysis.denied;
import static io.kmspolicy.engine.rules.Analysis.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.rules.Ask.Counted;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The step budget: the work of a check grows with its input, and ends at the budget. */
class StepBudgetTest {

  private static final String TENANT = "kms:EncryptionContext:tenant";
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** The number of steps grows at most as the size does, with a tenth to spare. */
  private static void isLinear(IntFunction<Ask> question, Decision expected) {
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      long before = 0;
      for (int size : new int[] {100, 1_000, 10_000}) {
        Counted counted = question.apply(size).count(evaluator, UNLIMITED);

        assertThat(counted.decision()).as("size %s", size).isEqualTo(expected);
        assertThat(counted.steps()).as("steps of %s at size %s", evaluator, size).isPositive();
        if (before > 0) {
          assertThat(counted.steps())
              .as("steps of %s at size %s, %s before", evaluator, size, before)
              .isLessThanOrEqualTo(11 * before);
        }
        before = counted.steps();
      }
    }
  }

  /** The work ends at the budget, and the decision is indeterminate. */
  private static void endsAtTheBudget(Ask question) {
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      Counted counted = question.count(evaluator, StepBudget.OF_A_CHECK);

      assertThat(counted.exhausted()).as("%s", evaluator).isTrue();
      assertThat(counted.decision()).isEqualTo(Decision.INDETERMINATE);
      assertThat(counted.steps()).isEqualTo(StepBudget.OF_A_CHECK);
    }
  }

  private static String[] texts(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).toArray(String[]::new);
  }

  @Test
  @DisplayName("6.17, 6.10: an unknown variable against a long value has one text to look at")
  void variable_longValue_takesLinearSteps() {
    isLinear(
        size ->
            policy(allowed().when("StringEquals", TENANT, "${" + TAG + "}"))
                .withText(TENANT, "ab".repeat(size / 2))
                .unknown(TAG),
        Decision.INDETERMINATE);
    isLinear(
        size ->
            policy(
                    allowed().when("StringEquals", TENANT, "ab${" + TAG + "}ab"),
                    allowed().when("StringNotEquals", TENANT, "ab${" + TAG + "}ab"))
                .withText(TENANT, "ab".repeat(size / 2))
                .unknown(TAG),
        Decision.ALLOWED);
  }

  @Test
  @DisplayName("6.17, 6.10: an unknown variable between wildcards is left open beyond 300 texts")
  void variable_wildcardsAndLongValue_takesLinearSteps() {
    isLinear(
        size ->
            policy(allowed().when("StringLike", TENANT, "a*${" + TAG + "}*b"))
                .withText(TENANT, "ab".repeat(size / 2))
                .unknown(TAG),
        Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("6.17, 6.10: two unknown variables in one template stay unknown")
  void variables_two_takeLinearSteps() {
    isLinear(
        size ->
            policy(allowed().when("StringEquals", TENANT, "${" + TAG + "}-${aws:username}"))
                .withText(TENANT, "a-".repeat(size / 2))
                .unknown(TAG, "aws:username"),
        Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("6.17, 3.1: many statements with known keys take steps in proportion to them")
  void statements_manyKnown_takeLinearSteps() {
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      long few = statements(100).with(VIA, "x").count(evaluator, UNLIMITED).steps();
      long many = statements(1_000).with(VIA, "x").count(evaluator, UNLIMITED).steps();

      assertThat(many).isLessThanOrEqualTo(11 * few);
    }
  }

  /** Deny statements that fail unless {@code kms:ViaService} is one of their texts. */
  private static Ask statements(int count) {
    Says[] statements = new Says[count + 1];
    statements[count] = allowed();
    for (int i = 0; i < count; i++) {
      statements[i] = denied().when("StringEquals", VIA, "v" + i).when("StringLike", TAG, "t*");
    }
    return policy(statements);
  }

  /** Two statements for each of a number of unknown keys. */
  private static Ask statementsOnKeys(int count) {
    Says[] statements = new Says[2 * count];
    for (int i = 0; i < count; i++) {
      String tag = "aws:PrincipalTag/t" + i;
      statements[2 * i] = allowed().when("StringEquals", tag, "a").when("StringEquals", VIA, "x");
      statements[2 * i + 1] = denied().when("StringEquals", tag, "b");
    }
    return policy(statements).unknown(VIA).unknown(texts(count, i -> "aws:PrincipalTag/t" + i));
  }

  @Test
  @DisplayName("6.17: statements on many unknown keys end at the budget of the reference")
  void statements_manyUnknownKeys_endAtTheBudgetOfTheReference() {
    Counted counted =
        statementsOnKeys(150).count(PolicyEvaluator.reference(), StepBudget.OF_A_CHECK);

    assertThat(counted.exhausted()).isTrue();
    assertThat(counted.decision()).isEqualTo(Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("6.17, 6.13: a diagram of statements on many unknown keys takes linear steps")
  void statements_manyUnknownKeys_takeLinearStepsInTheDiagram() {
    long few = statementsOnKeys(15).count(PolicyEvaluator.tables(), UNLIMITED).steps();
    Counted counted = statementsOnKeys(150).count(PolicyEvaluator.tables(), StepBudget.OF_A_CHECK);

    assertThat(counted.exhausted()).isFalse();
    assertThat(counted.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(counted.steps()).isLessThanOrEqualTo(11 * few);
  }

  @Test
  @DisplayName("6.17, 6.13: statements on unknown keys of their own read each key once")
  void statements_ofTheirOwnUnknownKeys_readEachKeyOnce() {
    for (int count : new int[] {50, 150, 1_500}) {
      Says[] statements = new Says[count];
      for (int i = 0; i < count; i++) {
        Says says = i % 3 == 0 ? denied() : allowed();
        statements[i] = says.when("StringEquals", "aws:PrincipalTag/t" + i, "a");
      }
      Counted counted =
          policy(statements)
              .unknown(texts(count, i -> "aws:PrincipalTag/t" + i))
              .count(PolicyEvaluator.tables(), StepBudget.OF_A_CHECK);

      assertThat(counted.exhausted()).isFalse();
      assertThat(counted.decision()).isEqualTo(Decision.INDETERMINATE);
      assertThat(counted.steps()).as("%s statements", count).isLessThanOrEqualTo(count + 1L);
    }
  }

  @Test
  @DisplayName("6.17, 6.13: one test of an unknown key needs no classes of its values")
  void test_ofItsOwnUnknownKey_takesFewSteps() {
    String[] roles = texts(600, i -> "arn:aws:iam::*:role/team-" + i + "/*");
    String[] addresses = texts(1_000, i -> "10." + i / 250 + "." + i % 250 + ".7/32");
    for (Says says :
        List.of(
            allowed().when("ArnLike", "aws:PrincipalArn", roles),
            denied().when("ArnNotLikeIfExists", "aws:PrincipalArn", roles),
            allowed().when("IpAddress", "aws:SourceIp", addresses))) {
      Counted counted =
          policy(allowed().when("StringEquals", TAG, "a"), says)
              .unknown("aws:PrincipalArn", "aws:SourceIp", TAG)
              .count(PolicyEvaluator.tables(), StepBudget.OF_A_CHECK);

      assertThat(counted.decision()).isEqualTo(Decision.INDETERMINATE);
      assertThat(counted.steps()).isLessThanOrEqualTo(20);
    }
  }

  @Test
  @DisplayName("6.17, 3.15: a known address is found among many ranges in a few steps")
  void addresses_known_takeFewSteps() {
    String[] addresses = texts(10_000, i -> "10." + i / 250 + "." + i % 250 + ".7/32");
    Counted counted =
        policy(
                allowed().when("IpAddress", "aws:SourceIp", addresses),
                denied().when("NotIpAddress", "aws:SourceIp", addresses))
            .with("aws:SourceIp", "10.3.4.7")
            .count(PolicyEvaluator.tables(), StepBudget.OF_A_CHECK);

    assertThat(counted.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(counted.steps()).isLessThanOrEqualTo(20);
  }

  @Test
  @DisplayName("6.17, 6.13: each decision on 3,000 texts of an unknown key are exact")
  void texts_unknownKey_stayWithinTheBudgetEachTime() {
    String[] texts = texts(1_000, i -> "a-" + i);
    Ask question =
        policy(
                allowed().when("StringEquals", TAG, texts),
                denied().when("StringEquals", TAG, texts),
                denied().when("StringNotEquals", TAG, texts))
            .unknown(TAG);
    PolicyEvaluator evaluator = PolicyEvaluator.tables();
    for (int time = 0; time < 3; time++) {
      Counted counted = question.count(evaluator, StepBudget.OF_A_CHECK);

      assertThat(counted.exhausted()).as("decision %s", time).isFalse();
      assertThat(counted.decision()).isEqualTo(Decision.EXPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("6.17: ARN patterns on an unknown key end at the budget")
  void patterns_unknownKey_endAtTheBudget() {
    String[] roles = texts(600, i -> "arn:aws:iam::*:role/team-" + i + "/*");
    endsAtTheBudget(
        policy(
                allowed().when("ArnLike", "aws:PrincipalArn", roles),
                denied().when("ArnNotLike", "aws:PrincipalArn", roles))
            .unknown("aws:PrincipalArn"));
  }

  @Test
  @DisplayName("6.17, 6.13: addresses beside texts on an unknown key take steps in proportion")
  void addresses_unknownKey_takeLinearSteps() {
    isLinear(
        size -> {
          String[] addresses = texts(size, i -> "10." + i / 250 + "." + i % 250 + ".7/32");
          return policy(
                  allowed().when("IpAddress", "aws:SourceIp", addresses),
                  denied().when("StringNotEquals", "aws:SourceIp", "9.0.0.7"))
              .unknown("aws:SourceIp");
        },
        Decision.DENIED);
  }

  @Test
  @DisplayName("6.17, 6.13: many texts of one unknown key take steps in proportion to them")
  void texts_unknownKey_takeLinearSteps() {
    isLinear(
        size -> {
          String[] texts = texts(size, i -> "team-" + i);
          return policy(
                  allowed().when("StringEquals", TAG, texts),
                  denied().when("StringEquals", TAG, texts))
              .unknown(TAG);
        },
        Decision.DENIED);
  }

  @Test
  @DisplayName("6.17: where the budget is used up, what three-valued logic knows still counts")
  void budget_usedUp_keepsWhatIsCertain() {
    String[] roles = texts(600, i -> "arn:aws:iam::*:role/team-" + i + "/*");
    Ask question =
        policy(
                denied().when("ArnLike", "aws:PrincipalArn", roles),
                denied().when("ArnNotLike", "aws:PrincipalArn", roles))
            .unknown("aws:PrincipalArn");
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      Counted counted = question.count(evaluator, StepBudget.OF_A_CHECK);

      assertThat(counted.exhausted()).isTrue();
      assertThat(counted.decision()).isEqualTo(Decision.DENIED);
    }
  }

  @Test
  @DisplayName("6.17: a check without a step to spare is indeterminate")
  void budget_oneStep_isIndeterminate() {
    Ask question =
        policy(allowed().when("StringEquals", VIA, "x").when("StringEquals", TAG, "y"))
            .withText(VIA, "x")
            .withText(TAG, "y");
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      assertThat(question.count(evaluator, 1).decision()).isEqualTo(Decision.INDETERMINATE);
      assertThat(question.count(evaluator, 1_000).decision()).isEqualTo(Decision.ALLOWED);
    }
    assertThat(ask(PolicyEvaluator.reference(100_000), question)).isEqualTo(Decision.ALLOWED);
    assertThat(ask(PolicyEvaluator.reference(1), question)).isEqualTo(Decision.INDETERMINATE);
  }

  private static Decision ask(PolicyEvaluator evaluator, Ask question) {
    return question.explain(evaluator).decision();
  }

  @Test
  @DisplayName("6.17: an explanation that uses up its budget names it as the reason")
  void explain_budgetUsedUp_namesIt() {
    String[] roles = texts(600, i -> "arn:aws:iam::*:role/team-" + i + "/*");
    Explanation explanation =
        policy(
                allowed().when("ArnLike", "aws:PrincipalArn", roles),
                denied().when("ArnNotLike", "aws:PrincipalArn", roles))
            .unknown("aws:PrincipalArn")
            .explain(PolicyEvaluator.reference(10_000));

    assertThat(explanation.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(explanation.reasons().get(0))
        .isEqualTo(
            "the step budget of 10,000 steps is used up, so the request is not decided (rule"
                + " 6.17)");
    assertThat(explanation.unknown().context()).containsExactly("aws:PrincipalArn");
    assertThat(explanation.json()).contains("\"complete\":false");
  }

  @Test
  @DisplayName("6.17: an explanation whose search uses up the budget says so in a note")
  void explain_searchCut_saysSo() {
    Says[] statements = new Says[12];
    for (int i = 0; i < 12; i++) {
      statements[i] = allowed().when("StringEquals", "aws:PrincipalTag/t" + i, "a");
    }
    Ask question = policy(statements).unknown(texts(12, i -> "aws:PrincipalTag/t" + i));
    Explanation explanation = question.explain(PolicyEvaluator.tables());

    assertThat(explanation.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(explanation.missingInformation().get(0).context()).hasSize(12);
    Explanation cut = question.explain(PolicyEvaluator.reference(7_500));
    assertThat(cut.reasons()).noneMatch(reason -> reason.contains("6.17"));
    assertThat(cut.missingInformation()).isEmpty();
    assertThat(cut.notes())
        .anyMatch(note -> note.startsWith("the step budget of 7,500 steps is used up"));
  }

  @Test
  @DisplayName("6.17: the text of a denial takes steps in proportion to the statements")
  void explain_denials_takeLinearSteps() {
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      for (String service : List.of("x", "v1")) {
        Ask few = statements(100).with(VIA, service).with(TAG, "team");
        Ask many = statements(1_000).with(VIA, service).with(TAG, "team");

        assertThat(many.stepsOfExplanation(evaluator))
            .as("%s, %s", evaluator, service)
            .isLessThanOrEqualTo(11 * few.stepsOfExplanation(evaluator))
            .isLessThan(StepBudget.OF_AN_EVALUATION);
      }
    }
  }

  @Test
  @DisplayName("6.17: what is missing is found in steps that do not grow with combinations of keys")
  void explain_manyUnknownKeys_takesFewSteps() {
    long[] steps = new long[2];
    int[] counts = {20, 40};
    for (int round = 0; round < 2; round++) {
      int count = counts[round];
      Says[] statements = new Says[count];
      for (int i = 0; i < count; i++) {
        statements[i] =
            allowed()
                .when("StringEquals", "aws:PrincipalTag/t" + i, "a")
                .when("StringNotEquals", "aws:PrincipalTag/t" + (i + 1) % count, "b");
      }
      steps[round] =
          policy(statements)
              .unknown(texts(count, i -> "aws:PrincipalTag/t" + i))
              .stepsOfExplanation(PolicyEvaluator.tables());
    }

    assertThat(steps[0]).isLessThan(200_000);
    assertThat(steps[1]).isLessThan(8 * steps[0]); // at most cubic
  }
}
