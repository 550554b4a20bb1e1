package io.kmspolicy.testing;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.OpenAnswer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Optional;

/**
 * A request with the policies that apply to it, and the answer that a test expects.
 *
 * @param name the name of the request in reports
 * @param request the request
 * @param policies the policies
 * @param expectation the expected answer
 */
public record ExpectedAnswer(
    String name, AuthorizationRequest request, PolicySet policies, Expectation expectation) {

  /**
   * How an answer differs from the expected one.
   *
   * @param decision the decision
   * @param message the difference in one line
   * @param explanation the decision with its reasons
   */
  public record Difference(Decision decision, String message, Explanation explanation) {

    /** The message and the explanation. */
    public String text() {
      return message + "\n\n" + explanation.text();
    }
  }

  /** This answer with other policies. */
  public ExpectedAnswer on(PolicySet other) {
    return new ExpectedAnswer(name, request, other, expectation);
  }

  /** Whether an evaluator gives the expected answer. */
  public boolean holds(PolicyEvaluator evaluator) {
    return expectation.isMetBy(evaluator.decide(request, policies))
        && (expectation.because().isEmpty()
            || expectation.missingIn(evaluator.explain(request, policies)).isEmpty());
  }

  /** How the answer of an evaluator differs from the expected one; empty if it does not. */
  public Optional<Difference> difference(PolicyEvaluator evaluator) {
    if (holds(evaluator)) {
      return Optional.empty();
    }
    Decision decision = evaluator.decide(request, policies);
    Explanation explanation = evaluator.explain(request, policies);
    String asked = request.action() + " on " + request.resource().arn();
    String message =
        expectation.isMetBy(decision)
            ? otherReasons(asked, explanation)
            : asked
                + " is expected to be "
                + expectation.words()
                + ", but the decision is "
                + decision.text()
                + explanation.openAnswer().map(ExpectedAnswer::halves).orElse("")
                + explanation.denial().map(denial -> ": " + denial.text()).orElse("");
    return Optional.of(new Difference(decision, message, explanation));
  }

  /** Under which condition it is allowed, what it is otherwise, and with nothing else. */
  private static String halves(OpenAnswer answer) {
    return ": "
        + answer.text()
        + answer
            .withNothingElse()
            .map(alone -> "; if everything else is absent, it is " + alone.decision().text())
            .orElse("");
  }

  private String otherReasons(String asked, Explanation explanation) {
    List<String> determining = Expectation.determining(explanation);
    return asked
        + " is "
        + expectation.words()
        + ", but not because of "
        + String.join(", ", expectation.missingIn(explanation))
        + "; "
        + (determining.isEmpty()
            ? "no statement with a Sid determines it"
            : "it is because of " + String.join(", ", determining));
  }
}
