package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The possible readings of a number or an instant. If AWS does not document which of two readings
 * of a spelling applies, both are kept, and a comparison is certain only if it has the same result
 * for both (rules 3.11, 3.12).
 *
 * @param readings the possible readings, at least one
 */
public record Readings(List<Reading> readings) {

  public Readings {
    readings = List.copyOf(readings);
  }

  /** One possible reading of a spelling. */
  sealed interface Reading {
    /** The spelling is this number. */
    record Value(BigDecimal number) implements Reading {}

    /** The spelling is some number. */
    record AnyNumber() implements Reading {}

    /** The spelling is not a number. */
    record Nothing() implements Reading {}
  }

  static Readings certain(BigDecimal number) {
    return new Readings(List.of(new Reading.Value(number)));
  }

  static Readings either(BigDecimal first, BigDecimal second) {
    return new Readings(List.of(new Reading.Value(first), new Reading.Value(second)));
  }

  /** Two readings: the number, or no number. */
  static Readings perhaps(BigDecimal number) {
    return new Readings(List.of(new Reading.Value(number), new Reading.Nothing()));
  }

  /** Two readings: some number, or no number. */
  static Readings someNumberPerhaps() {
    return new Readings(List.of(new Reading.AnyNumber(), new Reading.Nothing()));
  }

  /** The numbers among the readings, as far as they are known. */
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
   * @param unreadable the result if one of the two is no number
   */
  MatchResult compare(Readings other, IntPredicate holds, MatchResult unreadable) {
    MatchResult all = MatchResult.MATCH;
    MatchResult any = MatchResult.NO_MATCH;
    for (Reading left : readings) {
      for (Reading right : other.readings) {
        MatchResult match = compare(left, right, holds, unreadable);
        all = all.and(match);
        any = any.or(match);
      }
    }
    return all == any ? all : MatchResult.INDETERMINATE;
  }

  private static MatchResult compare(
      Reading left, Reading right, IntPredicate holds, MatchResult unreadable) {
    if (left instanceof Reading.Value leftValue && right instanceof Reading.Value rightValue) {
      return MatchResult.of(holds.test(leftValue.number().compareTo(rightValue.number())));
    }
    boolean isOneNothing = left instanceof Reading.Nothing || right instanceof Reading.Nothing;
    return isOneNothing ? unreadable : MatchResult.INDETERMINATE;
  }
}
