package io.kmspolicy.benchmarks.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A histogram of times in nanoseconds with buckets of equal relative width, about 3 %. Not
 * thread-safe.
 */
final class Latencies {

  /** The number of buckets for each power of two is two to this power. */
  private static final int BITS = 5;

  private static final List<Double> PERCENTILES =
      List.of(50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 100.0);
  private static final double ALL = 100.0;

  private final long[] counts = new long[(Long.SIZE - BITS + 1) << BITS];
  private long count;
  private double sum;
  private long greatest;

  /** Adds a time. */
  void add(long nanos) {
    long time = Math.max(1, nanos);
    counts[bucket(time)]++;
    count++;
    sum += time;
    greatest = Math.max(greatest, time);
  }

  /** Adds the times of another histogram. */
  void addAll(Latencies others) {
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] += others.counts[bucket];
    }
    count += others.count;
    sum += others.sum;
    greatest = Math.max(greatest, others.greatest);
  }

  /** Small times have a bucket each; of other times the bucket is the power and the next bits. */
  private static int bucket(long time) {
    int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(time) - BITS);
    return (shift << BITS) + (int) (time >>> shift);
  }

  /** The greatest time of a bucket. */
  private static long top(int bucket) {
    int shift = Math.max(0, (bucket >>> BITS) - 1);
    long leading = bucket - ((long) shift << BITS);
    return ((leading + 1) << shift) - 1;
  }

  long greatest() {
    return greatest;
  }

  double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /** The least time that a percentage of all times does not exceed, rounded up to its bucket. */
  double percentile(double percent) {
    if (percent >= ALL) {
      return greatest;
    }
    long rank = (long) Math.ceil(percent / ALL * count);
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank && seen > 0) {
        return Math.min(top(bucket), greatest);
      }
    }
    return greatest;
  }

  /** The percentiles of the report. */
  Map<Double, Double> percentiles() {
    Map<Double, Double> found = new LinkedHashMap<>();
    for (double percent : PERCENTILES) {
      found.put(percent, percentile(percent));
    }
    return found;
  }
}
