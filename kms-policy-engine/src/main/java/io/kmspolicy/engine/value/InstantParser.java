package io.kmspolicy.engine.value;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
              + "(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d+))?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?)?");

  /** As for numbers (rule 3.11). */
  private static final int MAX_LENGTH = 400;

  private static final int MAX_HOURS = 23;
  private static final int MAX_MINUTES = 59;
  private static final int MINUTES_OF_AN_HOUR = 60;
  private static final int SECONDS_OF_A_MINUTE = 60;

  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern MILLISECONDS = Pattern.compile("\\d{12,15}");

  private InstantParser() {}

  public static Optional<Readings> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    if (YEAR.matcher(text).matches()) {
      // A year, or seconds: not documented.
      BigDecimal seconds = new BigDecimal(text);
      return Optional.of(
          iso(text)
              .map(iso -> Readings.either(iso.numbers().get(0), seconds))
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
      return number.map(InstantParser::perhaps);
    }
    return number.isPresent() ? number : iso(text);
  }

  private static Readings perhaps(Readings number) {
    List<BigDecimal> known = number.numbers();
    return known.isEmpty() ? number : Readings.perhaps(known.get(0));
  }

  /** An offset without a colon, or of more than 18 hours, is in no list of forms of AWS. */
  private static Optional<Readings> iso(String text) {
    Matcher matcher = ISO.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      BigDecimal seconds = seconds(matcher.toMatchResult());
      return Optional.of(
          isListed(matcher.group(8)) ? Readings.certain(seconds) : Readings.perhaps(seconds));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }

  private static boolean isListed(@Nullable String zone) {
    return zone == null
        || zone.equals("Z")
        || (zone.indexOf(':') > 0 && Math.abs(offset(zone)) <= ZoneOffset.MAX.getTotalSeconds());
  }

  /** The seconds of an offset such as {@code +01:30} or {@code +0130}. */
  private static int offset(@Nullable String zone) {
    if (zone == null || zone.equals("Z")) {
      return 0;
    }
    int hours = Integer.parseInt(zone.substring(1, 3));
    int minutes = Integer.parseInt(zone.substring(zone.length() - 2));
    if (hours > MAX_HOURS || minutes > MAX_MINUTES) {
      throw new DateTimeException("an offset of " + zone);
    }
    int seconds = SECONDS_OF_A_MINUTE * (MINUTES_OF_AN_HOUR * hours + minutes);
    return zone.charAt(0) == '-' ? -seconds : seconds;
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
    BigDecimal fraction =
        date.group(7) == null ? BigDecimal.ZERO : new BigDecimal("0." + date.group(7));
    return BigDecimal.valueOf(time.toEpochSecond(ZoneOffset.UTC) - offset(date.group(8)))
        .add(fraction);
  }

  private static int field(MatchResult date, int group, int absent) {
    String text = date.group(group);
    return text == null ? absent : Integer.parseInt(text);
  }
}
