package io.kmspolicy.replay.trail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Parses the times of events. CloudTrail writes whole seconds in UTC, such as {@code
 * 2026-01-31T12:00:00Z}; this form is read without a formatter, which takes a tenth of the time.
 */
final class EventTime {

  private static final String FORM = "0000-00-00T00:00:00Z";
  private static final int HOURS = 24;
  private static final int SIXTY = 60;

  private EventTime() {}

  /**
   * The time.
   *
   * @throws DateTimeException if the text is no time
   */
  static Instant parse(String text) {
    if (!hasForm(text)) {
      return Instant.parse(text);
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour >= HOURS || minute >= SIXTY || second >= SIXTY) {
      return Instant.parse(text);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    return Instant.ofEpochSecond(((day * HOURS + hour) * SIXTY + minute) * SIXTY + second);
  }

  private static boolean hasForm(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char expected = FORM.charAt(i);
      char actual = text.charAt(i);
      boolean matches = expected == '0' ? actual >= '0' && actual <= '9' : actual == expected;
      if (!matches) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
