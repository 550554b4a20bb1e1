package io.kmspolicy.benchmarks.report;

import java.util.Random;

/**
 * The time of a read from memory that has to wait for the read before it: 64 MiB are read in a
 * random order that visits everything once, so that neither caches nor guesses help.
 */
final class MemoryReads {

  private static final int PLACES = 1 << 24;
  private static final int READS = 1 << 22;

  private MemoryReads() {}

  /** The average over some millions of reads, in nanoseconds. */
  static double nanos() {
    int[] next = cycle(PLACES, new Random(1));
    long start = System.nanoTime();
    int place = 0;
    for (int read = 0; read < READS; read++) {
      place = next[place];
    }
    long elapsed = System.nanoTime() - start;
    if (place < 0) {
      throw new AssertionError("a place is an index");
    }
    return elapsed / (double) READS;
  }

  /** For each place the next one, on a single way through all of them, by Sattolo's algorithm. */
  static int[] cycle(int places, Random random) {
    int[] next = new int[places];
    for (int place = 0; place < places; place++) {
      next[place] = place;
    }
    for (int last = places - 1; last > 0; last--) {
      int other = random.nextInt(last);
      int swapped = next[last];
      next[last] = next[other];
      next[other] = swapped;
    }
    return next;
  }
}
