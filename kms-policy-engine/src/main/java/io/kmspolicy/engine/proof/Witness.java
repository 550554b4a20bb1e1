package io.kmspolicy.engine.proof;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;

/**
 * A request that is decided differently before and after: allowed on one side, denied for certain
 * on the other. The reference has decided both scenarios.
 *
 * @param before the request with the policies before the change; layers that were unknown are
 *     filled in, alike on both sides
 * @param decisionBefore its decision: a certain denial, unless the change takes the permission away
 * @param after the request with the policies after the change
 * @param decisionAfter its decision: {@link Decision#ALLOWED}, unless the change takes the
 *     permission away
 */
public record Witness(
    Scenario before, Decision decisionBefore, Scenario after, Decision decisionAfter) {

  /** The scenario that is allowed. */
  public Scenario allowed() {
    return decisionAfter == Decision.ALLOWED ? after : before;
  }

  /** The request with the policies before and after exchanged. */
  Witness exchanged() {
    return new Witness(
        named(after, before.id()),
        /* decisionBefore= */ decisionAfter,
        named(before, after.id()),
        /* decisionAfter= */ decisionBefore);
  }

  private static Scenario named(Scenario scenario, String id) {
    return new Scenario(id, scenario.request(), scenario.policies(), scenario.expectation());
  }
}
