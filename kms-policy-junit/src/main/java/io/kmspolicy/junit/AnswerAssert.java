package io.kmspolicy.junit;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.testing.Expectation;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** Assertions on the reasons of an answer. Immutable. */
public final class AnswerAssert {

  private static final PolicyEvaluator EVALUATOR = PolicyEvaluator.forScenarios();

  private final RequestAssert request;
  private final Policies policies;
  private final ExpectedAnswer answer;

  AnswerAssert(RequestAssert request, Policies policies, ExpectedAnswer answer) {
    this.request = request;
    this.policies = policies;
    this.answer = answer;
  }

  /**
   * Asserts that statements or grants are among those that determine the decision.
   *
   * @param names the {@code Sid}s of statements, and the ids of grants
   */
  public AnswerAssert becauseOf(String... names) {
    Expectation expected = answer.expectation().because(List.of(names));
    ExpectedAnswer reasoned =
        new ExpectedAnswer(answer.name(), answer.request(), answer.policies(), expected);
    check(policies, reasoned);
    return new AnswerAssert(request, policies, reasoned);
  }

  /** Further assertions on the same caller and key. */
  public RequestAssert and() {
    return request;
  }

  /** Fails with the explanation unless the answer is the expected one. */
  static void check(Policies policies, ExpectedAnswer answer) {
    answer
        .difference(EVALUATOR)
        .ifPresentOrElse(
            difference -> {
              throw new AssertionFailedError(
                  policies.name() + ": " + difference.text(),
                  answer.expectation().words(),
                  difference.decision().text());
            },
            () -> policies.held(answer));
  }
}
