package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A number or an instant as AWS may read it. Where AWS does not document which of two readings of a
 * spelling it takes, both are here, and only what holds for both is certain (rules 3.11, 3.12).
 *
 * @param readings the possible readings, one at least
 */
public record Readings(List<Reading> readings) {

  public Readings {
    readings = List.copyOf(readings);
  }

  /** One way to read a spelling. */
  sealed interface Reading {
    /** It is this number. */
    record Value(BigDecimal number) implements Reading {}

    /** It is nothing that can be compared. */
    record Nothing() implements Reading {}
  }

  static Readings certain(BigDecimal number) {
    return new Readings(List.of(new Reading.Value(number)));
  }

  static Readings either(BigDecimal one, BigDecimal two) {
    return new Readings(List.of(new Reading.Value(one), new Reading.Value(two)));
  }

  /** The number, or nothing that can be compared. */
  static Readings perhaps(BigDecimal number) {
    return new Readings(List.of(new Reading.Value(number), new Reading.Nothing()));
  }

  /** The numbers among the readings. */
  public List<BigDecimal> numbers() {
    List<BigDecimal> numbers = new ArrayList<>();
    for (Reading reading : readings) {
      if (reading instanceof Reading.Value value) {
        numbers.add(value.number());
      }
    }
    return numbers;
  }

  /**
   * Compares with another value.
   *
   * @param unreadable the result where one of the two is nothing that can be compared
   */
  MatchResult compare(Readings other, IntPredicate holds, MatchResult unreadable) {
    MatchResult least = MatchResult.MATCH;
    MatchResult most = MatchResult.NO_MATCH;
    for (Reading one : readings) {
      for (Reading two : other.readings) {
        MatchResult match =
            one instanceof Reading.Value first && two instanceof Reading.Value second
                ? MatchResult.of(holds.test(first.number().compareTo(second.number())))
                : unreadable;
        least = least.and(match);
        most = most.or(match);
      }
    }
    return least == most ? least : MatchResult.INDETERMINATE;
  }
}
