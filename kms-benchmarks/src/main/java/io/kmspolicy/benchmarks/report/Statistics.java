package io.kmspolicy.benchmarks.report;

import java.util.List;

/**
 * Median, interval, and number of some values.
 *
 * <p>The interval lies between two of the sorted values, as many from each end, and holds the
 * median of what the values are drawn from with a probability of at least 93.75 %, whatever their
 * distribution. It is the interval from the least to the greatest of five values, and leaves out
 * values at both ends from nine values on. See W. J. Conover, Practical Nonparametric Statistics,
 * section 3.2 (confidence interval for a quantile).
 *
 * @param median the median
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 * @param count the number of values
 */
record Statistics(double median, double low, double high, int count) {

  /** The number of values from which on the interval has its probability. */
  static final int ENOUGH = 5;

  private static final double OUTSIDE = 0.0625;

  /** The statistics of at least one value. */
  static Statistics of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    int leftOut = leftOutAtEachEnd(size);
    return new Statistics(median, sorted.get(leftOut), sorted.get(size - 1 - leftOut), size);
  }

  /**
   * The greatest number k for which both tails of the binomial distribution B(size, 1/2), from 0 to
   * k successes each, hold at most 6.25 % together.
   */
  private static int leftOutAtEachEnd(int size) {
    double probability = Math.pow(0.5, size);
    double tail = probability;
    int leftOut = 0;
    while (true) {
      probability *= (size - leftOut) / (leftOut + 1.0);
      tail += probability;
      if (2 * tail > OUTSIDE || 2 * (leftOut + 1) >= size) {
        return leftOut;
      }
      leftOut++;
    }
  }
}
