package io.kmspolicy.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The age of policies that were read once. */
record ReadOnceAge(Map<String, Instant> loadedAt) implements PolicyAgeSource {

  ReadOnceAge(String layer, Instant loaded) {
    this(Map.of(layer, loaded));
  }

  @Override
  public Duration maximumAge(String layer) {
    return READ_ONCE_MAXIMUM_AGE;
  }
}
