package io.kmspolicy.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Something that a run must reach.
 *
 * @param name what is compared with what
 * @param sense on which side of the limit it must be
 * @param limit the limit
 * @param unit the unit of the limit, such as {@code ×} or {@code B}
 * @param value the value to judge, in one round
 */
record Bar(
    String name, Sense sense, double limit, Unit unit, Function<Round, OptionalDouble> value) {

  /** The side on which a value must be. */
  enum Sense {
    /** Less is better. */
    AT_MOST("≤"),
    /** More is better. */
    AT_LEAST("≥");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /** What a value counts. */
  enum Unit {
    /** How many times another one. */
    TIMES("×"),
    /** Bytes. */
    BYTES("B"),
    /** Hundredths of another one. */
    PERCENT("%");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * A bar with what was measured.
   *
   * @param bar the bar
   * @param measured over the rounds
   */
  record Judged(Bar bar, Statistics measured) {

    boolean isMet() {
      return bar.sense == Sense.AT_MOST
          ? measured.median() <= bar.limit
          : measured.median() >= bar.limit;
    }

    /** How far the value is from the limit: 1 is the limit itself, more is worse. */
    double shareOfLimit() {
      return bar.sense == Sense.AT_MOST
          ? measured.median() / bar.limit
          : bar.limit / measured.median();
    }
  }

  /** Judges the bar by the middle of the rounds in which it was measured. */
  Optional<Judged> judge(List<Round> rounds) {
    List<Double> values =
        rounds.stream().map(value).flatMapToDouble(OptionalDouble::stream).boxed().toList();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Judged(this, Statistics.of(values)));
  }
}
