package io.kmspolicy.source;

/**
 * Loads the value of one subject of a layer. It runs on a background thread and may block. A value
 * is immutable and complete: a loader that got a part of it throws.
 *
 * @param <K> the subjects, such as keys
 * @param <V> the values, such as key policies
 */
@FunctionalInterface
public interface LayerLoader<K, V> {

  /**
   * Loads a value.
   *
   * @return the value, which may be that the subject does not exist
   * @throws RuntimeException if the value could not be loaded
   */
  V load(K subject);
}
