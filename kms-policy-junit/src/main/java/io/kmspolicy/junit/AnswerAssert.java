package io.kmspolicy.junit;

import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import java.util.List;

/** Assertions on the reasons of an answer. Immutable. */
public final class AnswerAssert {

  private final RequestAssert request;
  private final Policies policies;
  private final List<ExpectedAnswer> answers;

  AnswerAssert(RequestAssert request, Policies policies, List<ExpectedAnswer> answers) {
    this.request = request;
    this.policies = policies;
    this.answers = List.copyOf(answers);
  }

  /**
   * Asserts that statements or grants are among those that determine the decision.
   *
   * @param names the {@code Sid}s of statements, and the ids of grants
   */
  public AnswerAssert becauseOf(String... names) {
    return new AnswerAssert(
        request, policies, CallAnswers.because(policies, answers, List.of(names)));
  }

  /** Further assertions on the same caller and key. */
  public RequestAssert and() {
    return request;
  }
}
