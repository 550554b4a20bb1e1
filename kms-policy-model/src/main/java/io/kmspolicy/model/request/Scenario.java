package io.kmspolicy.model.request;

import io.kmspolicy.model.policy.PolicySet;
import java.util.List;
import java.util.Optional;

/**
 * One authorization request with everything that is known about it and, optionally, the expected
 * decision.
 *
 * @param id the scenario's name
 * @param request the request; its context defines which keys are unknown
 * @param policies the policy layers, including the unknown layers
 * @param expectation the expected decision, if the scenario is labeled
 * @param absent the condition keys that the request does not have, as the scenario spells them. A
 *     name that ends in {@code *} stands for every key with this prefix that the request neither
 *     lists nor always has. Decisions on the scenario do not need it, because the context of its
 *     request takes a key that is not listed for absent; who takes such a key for unknown reads
 *     here which ones are absent
 */
public record Scenario(
    String id,
    AuthorizationRequest request,
    PolicySet policies,
    Expectation expectation,
    List<String> absent) {

  /** Copies the list. */
  public Scenario {
    absent = List.copyOf(absent);
  }

  /** A scenario that states no absent keys. */
  public Scenario(
      String id, AuthorizationRequest request, PolicySet policies, Expectation expectation) {
    this(id, request, policies, expectation, List.of());
  }

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
