package io.kmspolicy.source;

import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a source, layer by layer, for explanations, metrics and staleness checks. The
 * methods answer from memory and are safe for use by many threads.
 */
public interface SourceState extends PolicyAgeSource {

  /**
   * When the oldest value of a layer was loaded. The time is computed from the age of the value, so
   * that the age stays right when the clock is set.
   *
   * @return empty if the layer has no value: it was not loaded, or too long ago
   */
  Optional<Instant> loadedAt(SourceLayer layer);

  /** The state of each layer that the source loads, in the order of {@link SourceLayer}. */
  List<SourceStatus> statuses();

  /** The state of one layer; empty if the source does not load it. */
  Optional<SourceStatus> status(SourceLayer layer);

  @Override
  Map<String, Instant> loadedAt();

  @Override
  Set<String> layers();
}
