package io.kmspolicy.benchmarks.report;

import java.util.Comparator;

/**
 * The key of a measurement.
 *
 * @param benchmark class and method, such as {@code DecisionBenchmark.warm}; with the shape of
 *     hostile policies, or with how the requests of a fleet are drawn, if it has one
 * @param statements the number of statements, or of what the benchmark varies otherwise, such as
 *     the keys of a fleet; 0 where it has no such parameter
 * @param threads the number of threads
 */
record Key(String benchmark, int statements, int threads) implements Comparable<Key> {

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::benchmark)
          .thenComparing(Key::statements)
          .thenComparing(Key::threads);

  static Key of(String benchmark) {
    return new Key(benchmark, 0, 1);
  }

  static Key of(String benchmark, int statements) {
    return new Key(benchmark, statements, 1);
  }

  /** The same with another number of threads. */
  Key with(int others) {
    return new Key(benchmark, statements, others);
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}
