package io.kmspolicy.benchmarks.report;

import java.util.List;

/**
 * The middle and the ends of some values.
 *
 * @param median the middle
 * @param min the least
 * @param max the greatest
 */
record Statistics(double median, double min, double max) {

  /** The statistics of at least one value. */
  static Statistics of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Statistics(median, sorted.get(0), sorted.get(size - 1));
  }
}
