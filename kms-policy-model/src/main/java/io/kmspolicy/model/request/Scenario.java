package io.kmspolicy.model.request;

import io.kmspolicy.model.policy.PolicySet;
import java.util.Optional;

/**
 * One authorization question with everything that is known to answer it.
 *
 * @param id the scenario's name
 * @param request the question; its context says which keys are unknown
 * @param policies the layers, unknown ones included
 * @param expectation the labelled answer, if there is one
 */
public record Scenario(
    String id, AuthorizationRequest request, PolicySet policies, Expectation expectation) {

  /** The labelled decision, or empty if the scenario has no label. */
  public Optional<Decision> expected() {
    return expectation instanceof Expectation.Labelled labelled
        ? Optional.of(labelled.decision())
        : Optional.empty();
  }

  /** The label of a scenario. */
  public sealed interface Expectation {
    /** The right answer is known. */
    record Labelled(Decision decision) implements Expectation {}

    /** The scenario only asks. */
    record None() implements Expectation {}
  }
}
