package io.kmspolicy.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Promise: a page tells how fast memory was while it was measured. */
class MemoryReadsTest {

  /** A shorter way through some of the places would fit into a cache. */
  @Test
  void cycle_anyNumberOfPlaces_visitsEachOnce() {
    for (int places : new int[] {1, 2, 3, 100, 4_096}) {
      int[] next = MemoryReads.cycle(places, new Random(places));
      BitSet visited = new BitSet();
      int place = 0;
      for (int step = 0; step < places; step++) {
        visited.set(place);
        place = next[place];
      }
      assertThat(visited.cardinality()).isEqualTo(places);
      assertThat(place).isZero();
    }
  }

  @Test
  void nanos_thisMachine_arePositive() {
    assertThat(MemoryReads.nanos()).isPositive();
  }
}
