package io.kmspolicy.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Tells how old policies are, layer by layer. Policy sources that refresh themselves implement it
 * or are adapted to it. It is asked on the caller's thread, though only for calls that are about to
 * be stopped, and by metrics: it answers from memory and never blocks.
 */
@FunctionalInterface
public interface PolicyAgeSource {

  /**
   * When the oldest value was loaded that a layer answers with, by the name of the layer. A layer
   * that answers nothing is not listed: it is unknown and stops no call.
   */
  Map<String, Instant> loadedAt();

  /** The names of all layers, those that answer nothing now included. */
  default Set<String> layers() {
    return loadedAt().keySet();
  }

  /** The freshness of policies that do not age, such as those of a configuration. */
  static PolicyAgeSource ageless() {
    return Map::of;
  }
}
