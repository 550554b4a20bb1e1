package io.kmspolicy.engine.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses integers and decimals with an optional minus sign (rule 3.11). It is not documented
 * whether AWS accepts a plus sign, an exponent or white space, so such a spelling has two readings:
 * the number, or no number.
 */
public final class NumberParser {

  private static final int MAX_DIGITS = 400;
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern PERHAPS =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  private NumberParser() {}

  public static Optional<Readings> parse(String text) {
    if (text.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    if (PLAIN.matcher(text).matches()) {
      return Optional.of(Readings.certain(new BigDecimal(text)));
    }
    String stripped = text.strip();
    return PERHAPS.matcher(stripped).matches()
        ? Optional.of(Readings.perhaps(new BigDecimal(stripped)))
        : Optional.empty();
  }
}
