package io.kmspolicy.engine.explain;

import io.kmspolicy.model.request.ContextValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a decision depends on the condition keys that are unknown in its context. Keys are named as
 * by {@link io.kmspolicy.model.request.ConditionContext#name}.
 *
 * <p>The values of a key are those for which AWS's documentation defines the results of its tests;
 * with any other value the decision stays open whatever becomes known. If that leaves no value, all
 * values count.
 *
 * <p>The methods throw an exception of the engine if the step budget of the context is used up; the
 * {@link Explainer} handles it (rule 6.17).
 */
public interface KeyDependence {

  /** The unknown keys whose values have no classes, so that nothing is known of their effect. */
  Set<String> unclassified();

  /** Whether the decision is certain for every value of the given keys. */
  boolean isSettledBy(Set<String> keys);

  /**
   * The smallest set of keys that determines whether the request is allowed, denied or left open.
   * The keys are independent of each other, so there is one such set: the keys that make a
   * difference.
   */
  Set<String> smallestSet();

  /** Whether the decision is certain for some values of all keys. */
  boolean isSettledForSome();

  /**
   * Values of all keys with which the decision is still open.
   *
   * @param limit the maximum number of combinations
   */
  List<Map<String, ContextValue>> leftOpen(int limit);
}
