package io.kmspolicy.benchmarks.report;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One measurement.
 *
 * @param nanos the time of one operation
 * @param bytes the allocation of one operation; NaN if it was not measured
 * @param percentiles the times of single operations by percentage, if they were measured
 */
record Measurement(double nanos, double bytes, NavigableMap<Double, Double> percentiles) {

  Measurement(double nanos, double bytes) {
    this(nanos, bytes, new TreeMap<>());
  }
}
