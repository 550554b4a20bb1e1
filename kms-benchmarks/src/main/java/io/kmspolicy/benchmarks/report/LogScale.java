package io.kmspolicy.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis between two powers of ten.
 *
 * @param firstPower the power at its beginning
 * @param lastPower the power at its end
 * @param begin the coordinate of its beginning
 * @param end the coordinate of its end
 */
record LogScale(int firstPower, int lastPower, double begin, double end) {

  private static final double NEARLY = 1e-9;

  /** The smallest scale between powers of ten that contains these values. */
  static LogScale holding(double least, double greatest, double begin, double end) {
    int first = (int) Math.floor(Math.log10(least) + NEARLY);
    int last = (int) Math.ceil(Math.log10(greatest) - NEARLY);
    return new LogScale(first, Math.max(last, first + 1), begin, end);
  }

  double at(double value) {
    return begin + (Math.log10(value) - firstPower) / (lastPower - firstPower) * (end - begin);
  }

  /** The powers of ten on the axis. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = firstPower; power <= lastPower; power++) {
      ticks.add(Math.pow(10, power));
    }
    return ticks;
  }
}
