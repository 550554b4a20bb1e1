package io.kmspolicy.benchmarks.workload;

import java.util.Arrays;
import java.util.Random;

/**
 * Draws ranks by Zipf's law with exponent 1: the probability of rank r is proportional to 1/(r+1).
 */
public final class Zipf {

  private final double[] cumulated;
  private final Random random;

  /** A distribution over this many ranks. */
  public Zipf(int ranks, Random random) {
    this.cumulated = new double[ranks];
    this.random = random;
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += 1.0 / (rank + 1);
      cumulated[rank] = sum;
    }
  }

  /** A rank, counted from 0. */
  public int next() {
    double point = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, point);
    return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
  }
}
