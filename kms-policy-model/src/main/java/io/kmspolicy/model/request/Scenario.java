package io.kmspolicy.model.request;

import io.kmspolicy.model.policy.PolicySet;
import java.util.Optional;

/**
 * One authorization request with everything that is known about it and, optionally, the expected
 * decision.
 *
 * @param id the scenario's name
 * @param request the request; its context defines which keys are unknown
 * @param policies the policy layers, including the unknown layers
 * @param expectation the expected decision, if the scenario is labeled
 */
public record Scenario(
    String id, AuthorizationRequest request, PolicySet policies, Expectation expectation) {

  /** The expected decision, or empty if the scenario has no label. */
  public Optional<Decision> expected() {
    return expectation instanceof Expectation.Labelled labelled
        ? Optional.of(labelled.decision())
        : Optional.empty();
  }

  /** The label of a scenario. */
  public sealed interface Expectation {
    /** The correct decision is known. */
    record Labelled(Decision decision) implements Expectation {}

    /** The scenario has no label. */
    record None() implements Expectation {}
  }
}
