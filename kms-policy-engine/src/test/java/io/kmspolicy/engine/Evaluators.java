package io.kmspolicy.engine;

import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * All evaluators of single requests. They must not contradict each other, and the tables must be
 * certain wherever the reference is.
 */
public final class Evaluators {

  /** The reference first. */
  public static final List<PolicyEvaluator> ALL =
      List.of(PolicyEvaluator.reference(), PolicyEvaluator.tables());

  private Evaluators() {}

  /** New instances of the same evaluators, with empty caches. */
  public static List<PolicyEvaluator> fresh() {
    return List.of(PolicyEvaluator.reference(), PolicyEvaluator.tables());
  }

  /** Whether a decision is equal to another or more certain, and does not contradict it. */
  public static boolean refines(Decision decision, Decision other) {
    return switch (other) {
      case INDETERMINATE -> true;
      case DENIED -> decision.isCertainDenial();
      case ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY -> decision == other;
    };
  }
}
