package io.kmspolicy.source;

import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a source, layer by layer, for explanations, metrics and checks of staleness. Cheap
 * enough to be asked before a call is stopped; safe for use by many threads.
 */
public interface SourceState extends PolicyAgeSource {

  /**
   * When the oldest value was loaded that the layer answers with. The time is told by the age of
   * the value, so that it keeps its distance from now when the clock is set.
   *
   * @return empty if the layer answers nothing: it has not been loaded, or too long ago
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
