package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.table.CompiledKey;

/**
 * A {@link DecisionRow} and what it was made of, as it is kept for one caller and resource. Many
 * keys of a fleet have equal rows, which exist once. Immutable.
 *
 * @param row the row
 * @param key the layers of the resource
 */
record CachedRow(DecisionRow row, CompiledKey key) {

  /** Whether the row was made of these very policies. */
  @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
  boolean isMadeOf(CompiledKey other) {
    return key == other;
  }

  /** About how many bytes it takes with its place in the cache, what it shares left out. */
  int weight() {
    return 160;
  }
}
