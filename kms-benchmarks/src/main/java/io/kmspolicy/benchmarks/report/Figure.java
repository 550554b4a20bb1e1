package io.kmspolicy.benchmarks.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Formats numbers for people. */
final class Figure {

  private static final double THOUSAND = 1_000;
  private static final int MAX_DIGITS = 4;

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
    return scaled(nanos, "ns", "µs", "ms", "s");
  }

  /** A size in a suitable unit. */
  static String bytes(double bytes) {
    return scaled(bytes, "B", "kB", "MB", "GB");
  }

  /** A percentage with the digits that tell it from 100 %. */
  static String exact(double value) {
    return BigDecimal.valueOf(value)
        .setScale(MAX_DIGITS, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String scaled(double value, String... units) {
    double scaled = value;
    int unit = 0;
    while (scaled >= THOUSAND && unit < units.length - 1) {
      scaled /= THOUSAND;
      unit++;
    }
    return of(scaled) + " " + units[unit];
  }
}
