package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the decisions with the labeled corpora. Without unknown inputs, every decision equals
 * its label. With unknown inputs, no certain decision is wrong, and few decisions are less precise
 * than their labels.
 */
@DisplayName("corpora")
class CorpusTest {

  /** The maximum number of imprecise decisions per thousand scenarios with unknown inputs. */
  private static final int MAX_IMPRECISE = 5;

  static void check(Corpus corpus) {
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Corpus.Comparison result = corpus.compare(evaluator);

      assertThat(result.wrong()).as("wrong by %s", evaluator).isEmpty();
      int most = corpus.isPartial() ? result.count() * MAX_IMPRECISE / 1000 : 0;
      assertThat(result.imprecise())
          .as("imprecise by %s", evaluator)
          .hasSizeLessThanOrEqualTo(most);
    }
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  void decide_bundledSample_givesTheLabels(Corpus corpus) {
    check(corpus);
  }

  /** The step budget is a fuse: no scenario comes near it (rule 6.17). */
  static void checkSteps(Corpus corpus) {
    Corpus.Steps table = corpus.steps(PolicyEvaluator.tables());
    Corpus.Steps reference = corpus.steps(PolicyEvaluator.reference());
    assertThat(table.count()).as("%s", table).isLessThan(StepBudget.OF_A_CHECK);
    assertThat(reference.count()).as("%s", reference).isLessThan(StepBudget.OF_AN_EVALUATION);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  @DisplayName("6.17: no scenario of the sample uses up the step budget")
  void decide_bundledSample_staysWithinTheBudget(Corpus corpus) {
    checkSteps(corpus);
  }

  /**
   * An explanation is as certain as the tables, stays within the step budget, and names what would
   * settle an open decision, unless AWS's documentation leaves it open.
   */
  static void checkExplanations(Corpus corpus) {
    PolicyEvaluator evaluator = PolicyEvaluator.tables();
    for (Scenario scenario : corpus.scenarios()) {
      AuthorizationRequest request = scenario.request();
      StepCounter counter = new StepBudget(StepBudget.OF_AN_EVALUATION).start();
      Explanation explanation =
          evaluator.explain(
              request.in(new CountedContext(request.context(), counter)), scenario.policies());

      assertThat(explanation.decision())
          .as(scenario.id())
          .isEqualTo(evaluator.decide(request, scenario.policies()));
      assertThat(counter.spent()).as(scenario.id()).isLessThan(StepBudget.OF_AN_EVALUATION / 10);
      if (explanation.decision() == Decision.INDETERMINATE) {
        boolean isSettled = explanation.missingInformation().size() == 1;
        assertThat(isSettled || !explanation.undocumented().isEmpty()).as(scenario.id()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  @DisplayName("6.13, 6.17: an explanation is as certain as the tables and names what is missing")
  void explain_bundledSample_isAsCertainAsTheTables(Corpus corpus) {
    checkExplanations(corpus);
  }

  @Test
  void bundledSample_all_holdsEveryFamily() {
    assertThat(Corpus.bundled()).hasSize(20);
  }
}
