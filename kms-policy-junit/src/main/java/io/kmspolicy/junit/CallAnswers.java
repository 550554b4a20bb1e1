package io.kmspolicy.junit;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.testing.Expectation;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.ExpectedAnswer.Difference;
import io.kmspolicy.testing.Policies;
import java.util.List;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * The expected answers of a call: one, or those on an alias and on its key. The call is denied if
 * one of them is, allowed if all are, and open otherwise (rule 5.11).
 */
final class CallAnswers {

  private static final PolicyEvaluator EVALUATOR = PolicyEvaluator.forScenarios();

  private CallAnswers() {}

  /**
   * Fails with the explanation unless the call has the expected decision.
   *
   * @return the answers that give the call its decision
   */
  static List<ExpectedAnswer> check(Policies policies, List<ExpectedAnswer> answers) {
    List<ExpectedAnswer> holding =
        answers.stream().filter(answer -> answer.holds(EVALUATOR)).toList();
    boolean holds =
        switch (answers.get(0).expectation().decision()) {
          case ALLOWED -> holding.size() == answers.size();
          case INDETERMINATE ->
              !holding.isEmpty() && answers.stream().noneMatch(CallAnswers::isDenied);
          case DENIED, EXPLICIT_DENY, IMPLICIT_DENY -> !holding.isEmpty();
        };
    if (!holds) {
      throw failure(policies, answers);
    }
    holding.forEach(policies::held);
    return holding;
  }

  private static boolean isDenied(ExpectedAnswer answer) {
    return EVALUATOR.decide(answer.request(), answer.policies()).isCertainDenial();
  }

  /**
   * Fails unless each name is among those that determine one of the answers.
   *
   * @return the answers with these reasons
   */
  static List<ExpectedAnswer> because(
      Policies policies, List<ExpectedAnswer> answers, List<String> names) {
    List<String> missing =
        names.stream()
            .filter(
                name ->
                    answers.stream()
                        .noneMatch(answer -> because(answer, List.of(name)).holds(EVALUATOR)))
            .toList();
    if (!missing.isEmpty()) {
      throw failure(policies, answers.stream().map(answer -> because(answer, missing)).toList());
    }
    List<ExpectedAnswer> reasoned =
        answers.stream()
            .map(
                answer ->
                    because(
                        answer,
                        names.stream()
                            .filter(name -> because(answer, List.of(name)).holds(EVALUATOR))
                            .toList()))
            .toList();
    reasoned.forEach(policies::held);
    return reasoned;
  }

  private static ExpectedAnswer because(ExpectedAnswer answer, List<String> names) {
    Expectation expected = answer.expectation().because(names);
    return new ExpectedAnswer(answer.name(), answer.request(), answer.policies(), expected);
  }

  private static AssertionFailedError failure(Policies policies, List<ExpectedAnswer> answers) {
    List<Difference> differences =
        answers.stream().flatMap(answer -> answer.difference(EVALUATOR).stream()).toList();
    return new AssertionFailedError(
        policies.name()
            + ": "
            + differences.stream().map(Difference::text).collect(Collectors.joining("\n\n")),
        answers.get(0).expectation().words(),
        differences.stream()
            .map(Difference::decision)
            .map(Decision::text)
            .distinct()
            .collect(Collectors.joining(", ")));
  }
}
