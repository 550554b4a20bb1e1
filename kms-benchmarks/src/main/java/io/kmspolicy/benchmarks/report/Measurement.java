package io.kmspolicy.benchmarks.report;

/**
 * One measurement.
 *
 * @param nanos the time of one operation
 * @param bytes what one operation allocates; NaN if it was not measured
 */
record Measurement(double nanos, double bytes) {}
