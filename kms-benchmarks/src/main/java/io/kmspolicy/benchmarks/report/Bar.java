package io.kmspolicy.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A bar: a limit that the measured values of a run must meet.
 *
 * @param name the compared values
 * @param sense the side of the limit on which the value must be
 * @param limit the limit
 * @param unit the unit of the limit, such as {@code ×} or {@code B}
 * @param exact whether one value decides, because it is counted and not timed
 * @param value computes the value from one round
 */
record Bar(
    String name,
    Sense sense,
    double limit,
    Unit unit,
    boolean exact,
    Function<Round, OptionalDouble> value) {

  /** A bar on values that are timed. */
  Bar(String name, Sense sense, double limit, Unit unit, Function<Round, OptionalDouble> value) {
    this(name, sense, limit, unit, false, value);
  }

  /** The side on which a value must be. */
  enum Sense {
    /** The value must be at most the limit. */
    AT_MOST("≤"),
    /** The value must be at least the limit. */
    AT_LEAST("≥");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /** The unit of a value. */
  enum Unit {
    /** A ratio of two values. */
    TIMES("×"),
    /** Bytes. */
    BYTES("B"),
    /** A percentage of another value. */
    PERCENT("%"),
    /** Microseconds. */
    MICROS("µs");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * A bar with its measured values.
   *
   * @param bar the bar
   * @param measured the statistics of the values over the rounds
   */
  record Judged(Bar bar, Statistics measured) {

    /** What the interval says about the limit. */
    Verdict verdict() {
      if (!bar.exact && measured.count() < Statistics.ENOUGH) {
        return Verdict.UNDECIDED;
      }
      boolean atMost = bar.sense == Sense.AT_MOST;
      double best = atMost ? measured.low() : -measured.high();
      double worst = atMost ? measured.high() : -measured.low();
      double limit = atMost ? bar.limit : -bar.limit;
      if (worst <= limit) {
        return Verdict.MET;
      }
      return best > limit ? Verdict.MISSED : Verdict.UNDECIDED;
    }
  }

  /** The bar with the statistics of its rounds; empty if no round measured it. */
  Optional<Judged> judge(List<Round> rounds) {
    List<Double> values =
        rounds.stream().map(value).flatMapToDouble(OptionalDouble::stream).boxed().toList();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Judged(this, Statistics.of(values)));
  }
}
