package io.kmspolicy.testing;

import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import java.util.List;
import java.util.function.Function;

/**
 * The states before and after a change, which a claim compares.
 *
 * @param before the state before the change
 * @param after the state after the change
 */
public record ChangedState(PolicyState before, PolicyState after) {

  /** The answer to a claim that must hold for each change: a refutation, if there is one. */
  public static Proof ofAll(List<ChangedState> changes, Function<ChangedState, Proof> claim) {
    Proof answer = claim.apply(changes.get(0));
    for (ChangedState other : changes.subList(1, changes.size())) {
      if (answer instanceof Proof.Refuted) {
        return answer;
      }
      answer = answer.and(claim.apply(other));
    }
    return answer;
  }
}
