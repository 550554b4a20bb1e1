package io.kmspolicy.benchmarks.report;

import java.util.List;

/**
 * Median, minimum and maximum of some values.
 *
 * @param median the median
 * @param min the minimum
 * @param max the maximum
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
