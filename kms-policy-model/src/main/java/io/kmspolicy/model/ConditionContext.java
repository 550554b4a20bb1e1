package io.kmspolicy.model;

/**
 * The condition context of a request, read lazily: a key is asked for only when a test needs it.
 *
 * <p>Implementations must give the same answer for the same name for the whole of a decision and
 * must not block. {@link RequestContext} is the ready-made one.
 */
@FunctionalInterface
public interface ConditionContext {

  /**
   * What is known of a condition key.
   *
   * @param key the key's name in lower case, such as {@code aws:sourceip}
   */
  ContextValue get(String key);
}
