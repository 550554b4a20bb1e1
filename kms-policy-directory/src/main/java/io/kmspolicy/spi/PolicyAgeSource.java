package io.kmspolicy.spi;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
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

  /** The maximum age of a layer of which nothing else is defined. */
  Duration DEFAULT_MAXIMUM_AGE = Duration.ofHours(1);

  /** The maximum age of policies that are read once, such as those of a configuration. */
  Duration READ_ONCE_MAXIMUM_AGE = Duration.ofDays(1);

  /**
   * When the oldest value was loaded that a layer answers with, by the name of the layer. A layer
   * that answers nothing is not listed: it is unknown and stops no call.
   */
  Map<String, Instant> loadedAt();

  /** The names of all layers, those that answer nothing now included. */
  default Set<String> layers() {
    return loadedAt().keySet();
  }

  /**
   * How old the values of a layer may be while calls are stopped, where the interceptor's maximum
   * age is not set.
   *
   * @param layer a name from {@link #layers}
   */
  default Duration maximumAge(String layer) {
    return DEFAULT_MAXIMUM_AGE;
  }

  /**
   * Whether something that the source answers about a caller and a resource is known to be
   * outdated: a load has failed since, or the source has seen that what is there differs. Such
   * answers stop no call. What is merely old is reported by {@link #loadedAt}.
   *
   * @param resource as in {@link PolicySource#policiesFor}
   */
  default boolean isOutdated(Caller caller, KmsResource resource) {
    return false;
  }

  /**
   * The age of policies that were read once.
   *
   * @param layer the name of the one layer
   * @param loaded when they were read
   */
  static PolicyAgeSource readOnce(String layer, Instant loaded) {
    return new ReadOnceAge(layer, loaded);
  }

  /** The age of policies that never become outdated. */
  static PolicyAgeSource ageless() {
    return Map::of;
  }
}
