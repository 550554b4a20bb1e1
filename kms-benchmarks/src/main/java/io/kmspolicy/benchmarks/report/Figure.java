package io.kmspolicy.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Formats numbers for people. */
final class Figure {

  private static final double THOUSAND = 1_000;
  private static final List<String> UNITS = List.of("ns", "µs", "ms", "s");

  private Figure() {}

  /** A number with about three significant digits. */
  static String of(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return size < 0.005 ? "0" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** A time in a suitable unit. */
  static String time(double nanos) {
    double scaled = nanos;
    int unit = 0;
    while (scaled >= THOUSAND && unit < UNITS.size() - 1) {
      scaled /= THOUSAND;
      unit++;
    }
    return of(scaled) + " " + UNITS.get(unit);
  }
}
