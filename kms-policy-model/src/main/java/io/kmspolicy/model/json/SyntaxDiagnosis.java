package io.kmspolicy.model.json;

import com.fasterxml.jackson.core.JsonStreamContext;
import io.kmspolicy.model.text.Quoting;

/**
 * Explains a syntax error: the mistake and the correction. It examines the characters around the
 * error and ignores the parser's message.
 */
final class SyntaxDiagnosis {

  private static final String HEX = "0123456789abcdefABCDEF";

  private final SourceText text;
  private final char[] chars;
  private final JsonStreamContext context;
  private final int offset;

  /**
   * Creates a diagnosis.
   *
   * @param context the object or array around the error
   * @param offset the offset at which the parser stopped
   */
  SyntaxDiagnosis(SourceText text, JsonStreamContext context, int offset) {
    this.text = text;
    this.chars = text.chars();
    this.context = context;
    this.offset = isStrayControl(text, offset - 1) ? offset - 1 : offset;
  }

  /**
   * Whether there is a control character outside of a string. The parser stops one character after
   * it.
   */
  private static boolean isStrayControl(SourceText text, int offset) {
    return offset >= 0 && text.chars()[offset] < ' ' && !isBlank(text.chars()[offset]);
  }

  /**
   * The offset of the mistake: the start of the invalid word, or the offset at which the parser
   * stopped.
   */
  int offset() {
    return isInvalidWord() ? wordStart() : offset;
  }

  /**
   * The mistake and the correction.
   *
   * @param afterName whether the parser has read a member's name but not its value
   */
  String message(boolean afterName) {
    if (offset >= text.end()) {
      return "the text ends too early; " + missingEnd();
    }
    char c = chars[offset];
    if (isInsideEscape()) {
      return "this is not a JSON escape sequence; a backslash is written as `\\\\`";
    }
    if (c <= ' ') {
      return "a line break or control character is not allowed here; inside a string it is escaped,"
          + " and a string ends with `\"`";
    }
    if (c == '\'') {
      return "`'` is not a JSON quote; put names and strings in double quotes";
    }
    if (c == '/' || c == '#') {
      return "JSON has no comments; remove the comment";
    }
    return expectation(c, afterName);
  }

  private String expectation(char c, boolean afterName) {
    char before = significantBefore();
    String found =
        Quoting.quoteShort(Character.toString(Character.codePointAt(chars, offset, text.end())));
    if (isClosing(c) && before == ',') {
      return "the `,` before " + found + " is superfluous; remove it";
    }
    if (isClosing(c) && c != closing()) {
      return found + " does not match an opening bracket here; " + missingEnd();
    }
    if (afterName && before != ':') {
      return "`:` and a value must follow the member name "
          + Quoting.quoteShort(String.valueOf(context.getCurrentName()))
          + ", not "
          + found;
    }
    if (context.inObject() && !afterName && (before == '{' || before == ',')) {
      return "expected a member name in double quotes, not " + found;
    }
    if (isInvalidWord()) {
      return Quoting.quoteShort(word()) + " is not a JSON value; put strings in double quotes";
    }
    if (before == ':' || before == '[' || before == ',' || before == '\0') {
      return "expected a value, not " + found;
    }
    return "expected `,` or `" + closing() + "`, not " + found;
  }

  private String missingEnd() {
    if (context.inObject()) {
      return "the object around this place must be closed with `}`";
    }
    return context.inArray()
        ? "the array around this place must be closed with `]`"
        : "it must hold one JSON value";
  }

  private char closing() {
    return context.inObject() ? '}' : ']';
  }

  private static boolean isClosing(char c) {
    return c == '}' || c == ']';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** The last character before the offset that is not white space, or NUL if there is none. */
  private char significantBefore() {
    int i = offset - 1;
    while (i >= 0 && isBlank(chars[i])) {
      i--;
    }
    return i < 0 ? '\0' : chars[i];
  }

  /** Whether a backslash, or {@code \\u} and hexadecimal digits, directly precede the offset. */
  private boolean isInsideEscape() {
    int i = offset - 1;
    while (i >= 0 && i > offset - 4 && HEX.indexOf(chars[i]) >= 0) {
      i--;
    }
    boolean unicode = i > 0 && chars[i] == 'u' && chars[i - 1] == '\\';
    return unicode || (offset > 0 && chars[offset - 1] == '\\');
  }

  private boolean isInvalidWord() {
    if (offset >= text.end() || isInsideEscape() || chars[offset] < ' ') {
      return false;
    }
    String word = word();
    return !word.isEmpty() && !isValue(word);
  }

  private static boolean isValue(String word) {
    return switch (word) {
      case "true", "false", "null" -> true;
      default -> JsonNumber.isNumber(word);
    };
  }

  private String word() {
    int end = offset;
    while (end < text.end() && isWordPart(chars[end])) {
      end++;
    }
    int start = wordStart();
    return new String(chars, start, end - start);
  }

  private int wordStart() {
    int start = offset;
    while (start > 0 && isWordPart(chars[start - 1])) {
      start--;
    }
    return start;
  }

  private static boolean isWordPart(char c) {
    return c > ' ' && ",:[]{}\"'/#".indexOf(c) < 0;
  }
}
