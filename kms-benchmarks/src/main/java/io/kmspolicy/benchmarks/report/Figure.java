package io.kmspolicy.benchmarks.report;

import java.util.Locale;

/** Formats numbers for people. */
final class Figure {

  private static final double THOUSAND = 1_000;

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
    String[] units = {"ns", "µs", "ms", "s"};
    double value = nanos;
    int unit = 0;
    while (value >= THOUSAND && unit < units.length - 1) {
      value /= THOUSAND;
      unit++;
    }
    return of(value) + " " + units[unit];
  }
}
