package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to rows off the hot path. Thread-safe. */
final class RowCounts {

  private final LongAdder found = new LongAdder();
  private final LongAdder made = new LongAdder();
  private final LongAdder extended = new LongAdder();

  void count(boolean wasFound, boolean wasExtended) {
    (wasFound ? found : made).increment();
    if (wasExtended) {
      extended.increment();
    }
  }

  RowStatistics statistics(Cache<?, ?> rows) {
    return new RowStatistics(
        found.sum(),
        made.sum(),
        extended.sum(),
        rows.stats().evictionCount(),
        rows.estimatedSize());
  }
}
