package io.kmspolicy.engine;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;

/**
 * Receives every decision of an authorizer, for audits and counters.
 *
 * <p>It is called on the thread of the caller after the decision, so it must return quickly. What
 * it throws is counted ({@link Authorizer#listenerFailures}) and does not reach the caller. It must
 * not decide with the same authorizer. Implementations are safe for use by many threads.
 *
 * <pre>{@code
 * Authorizer authorizer =
 *     Authorizer.builder().listener(made -> audit(made.caller(), made.decision())).build();
 * }</pre>
 *
 * <p>An authorizer without a listener does no work for listeners. With one, each decision looks its
 * row up on the slower path and makes one object.
 */
@FunctionalInterface
public interface DecisionListener {

  /** Receives a decision. */
  void decided(Made made);

  /**
   * A decision with its question.
   *
   * @param caller who asks
   * @param action the action
   * @param resource the ARN of the key or alias, or {@code *}
   * @param context the condition context, whose values may be secret
   * @param decision the decision
   */
  record Made(
      Caller caller,
      ActionHandle action,
      String resource,
      ConditionContext context,
      Decision decision) {}
}
