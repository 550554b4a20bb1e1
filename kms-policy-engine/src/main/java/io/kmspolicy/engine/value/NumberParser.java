package io.kmspolicy.engine.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses integers and decimals with an optional minus sign (rule 3.11). It is not documented
 * whether AWS accepts a plus sign, an exponent or white space, so such a spelling has two readings:
 * the number, or no number. How many digits AWS reads is not documented either: a longer spelling,
 * or one with a larger exponent, is some number or none.
 */
public final class NumberParser {

  private static final int MAX_LENGTH = 400;
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern PERHAPS =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?([0-9]+))?");

  /** The group of the digits of an exponent. */
  private static final int EXPONENT = 3;

  private static final int MAX_EXPONENT_DIGITS = 3;

  private NumberParser() {}

  public static Optional<Readings> parse(String text) {
    if (text.length() <= MAX_LENGTH && PLAIN.matcher(text).matches()) {
      return Optional.of(Readings.certain(new BigDecimal(text)));
    }
    String stripped = text.strip();
    Matcher matcher = PERHAPS.matcher(stripped);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String exponent = matcher.group(EXPONENT);
    boolean large = exponent != null && exponent.length() > MAX_EXPONENT_DIGITS;
    return Optional.of(
        large || text.length() > MAX_LENGTH
            ? Readings.someNumberPerhaps()
            : Readings.perhaps(new BigDecimal(stripped)));
  }
}
