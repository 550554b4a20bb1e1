package io.kmspolicy.engine.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads numbers: integers and decimals, with a minus sign or without (rule 3.11). Whether AWS takes
 * a plus sign, an exponent or white space is not documented, so those spellings are a number or
 * nothing.
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
