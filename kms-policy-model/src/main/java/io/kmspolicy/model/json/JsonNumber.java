package io.kmspolicy.model.json;

import java.util.regex.Pattern;

/** The grammar of JSON numbers (RFC 8259, section 6). */
final class JsonNumber {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  private JsonNumber() {}

  /** Whether a text is a JSON number. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
