package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.engine.condition.ConditionExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Combines the answers for calls that go through the VPC endpoint and for calls that do not.
 *
 * @param outside the answer for other calls, which is not denied
 * @param through the answer for calls through the endpoint
 */
record EndpointAnswer(Answer outside, Answer through) {

  private static final String ENDPOINT = "the VPC endpoint";

  /** One answer, with the endpoint as a condition if it makes a difference. */
  Answer together() {
    if (outside.result() == through.result() && outside.why().equals(through.why())) {
      return outside;
    }
    boolean unknown =
        outside.result() == Result.INDETERMINATE || through.result() == Result.INDETERMINATE;
    List<String> dependsOn = new ArrayList<>(outside.dependsOn());
    dependsOn.addAll(through.dependsOn());
    dependsOn.add(ENDPOINT);
    return new Answer(
        outside.principal(),
        outside.action(),
        outside.resource(),
        unknown ? Result.INDETERMINATE : Result.CONDITIONAL,
        why(),
        dependsOn,
        unknown ? Optional.empty() : conditions());
  }

  private Optional<ConditionExpression> conditions() {
    if (outside.condition().isEmpty() || through.condition().isEmpty()) {
      return Optional.empty();
    }
    ConditionExpression.Fact isThrough =
        new ConditionExpression.Fact(
            "the call goes through " + ENDPOINT, "the call does not go through " + ENDPOINT);
    return Optional.of(
        ConditionExpression.any(
            List.of(
                ConditionExpression.all(List.of(isThrough.negated(), outside.condition().get())),
                ConditionExpression.all(List.of(isThrough, through.condition().get())))));
  }

  private String why() {
    String other = "the call does not go through " + ENDPOINT;
    if (through.result() == Result.DENIED) {
      return outside.result() == Result.ALLOWED
          ? "if " + other
          : "if " + other + ", and " + outside.why();
    }
    return (outside.result() == Result.ALLOWED ? "if " + other : other + ": " + outside.why())
        + "; or through "
        + ENDPOINT
        + (through.result() == Result.ALLOWED ? "" : ": " + through.why());
  }
}
