package io.kmspolicy.engine.value;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses instants: the W3C profile of ISO 8601, or seconds since 1970 (rule 3.12). All forms are
 * converted to seconds.
 *
 * @see <a href="https://www.w3.org/TR/NOTE-datetime">W3C: Date and Time Formats</a>
 */
public final class InstantParser {

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})"
              + "(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?)?");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern MILLISECONDS = Pattern.compile("\\d{12,15}");

  private InstantParser() {}

  public static Optional<Readings> parse(String text) {
    if (YEAR.matcher(text).matches()) {
      // A year, or seconds: not documented.
      BigDecimal seconds = new BigDecimal(text);
      return Optional.of(
          isoSeconds(text)
              .map(iso -> Readings.either(iso, seconds))
              .orElseGet(() -> Readings.certain(seconds)));
    }
    if (MILLISECONDS.matcher(text).matches()) {
      // Seconds in the far future, or milliseconds: not documented.
      BigDecimal number = new BigDecimal(text);
      return Optional.of(Readings.either(number, number.movePointLeft(3)));
    }
    Optional<Readings> number = NumberParser.parse(text);
    if (number.isPresent() && text.startsWith("-")) {
      // Seconds before 1970, or not a date: not documented.
      return number.map(before -> Readings.perhaps(before.numbers().get(0)));
    }
    return number.isPresent() ? number : isoSeconds(text).map(Readings::certain);
  }

  private static Optional<BigDecimal> isoSeconds(String text) {
    Matcher matcher = ISO.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(seconds(matcher.toMatchResult()));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }

  private static BigDecimal seconds(MatchResult date) {
    LocalDateTime time =
        LocalDateTime.of(
            field(date, 1, 0),
            field(date, 2, 1),
            field(date, 3, 1),
            field(date, 4, 0),
            field(date, 5, 0),
            field(date, 6, 0));
    String zone = date.group(8) == null ? "Z" : date.group(8);
    Instant instant = time.toInstant(ZoneOffset.of(zone));
    BigDecimal fraction =
        date.group(7) == null ? BigDecimal.ZERO : new BigDecimal("0." + date.group(7));
    return BigDecimal.valueOf(instant.getEpochSecond()).add(fraction);
  }

  private static int field(MatchResult date, int group, int absent) {
    String text = date.group(group);
    return text == null ? absent : Integer.parseInt(text);
  }
}
