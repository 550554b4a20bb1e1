package io.kmspolicy.benchmarks.report;

/**
 * One measurement.
 *
 * @param nanos the time of one operation
 * @param bytes the allocation of one operation; NaN if it was not measured
 */
record Measurement(double nanos, double bytes) {}
