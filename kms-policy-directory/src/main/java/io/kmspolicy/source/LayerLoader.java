package io.kmspolicy.source;

/**
 * Loads what one layer says of one subject. It runs on a background thread and may block. What it
 * returns is immutable and whole: a loader that got only half of it throws, and the last good value
 * stays.
 *
 * @param <K> what is asked about, such as a key
 * @param <V> what is known of it
 */
@FunctionalInterface
public interface LayerLoader<K, V> {

  /**
   * Loads.
   *
   * @return what is known, also that there is nothing
   * @throws RuntimeException if it could not be learned
   */
  V load(K subject);
}
