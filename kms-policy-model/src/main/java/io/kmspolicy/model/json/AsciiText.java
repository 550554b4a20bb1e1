package io.kmspolicy.model.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text of ASCII characters in an array of bytes, one byte each. Immutable, if the array is.
 *
 * <p>Scans eight bytes at a time (Mycroft's test for a zero byte in a word; Knuth, TAOCP 4A,
 * 7.1.3): the lowest bit that a test sets belongs to the first byte that it looks for, since the
 * highest bit of no byte is set.
 */
final class AsciiText {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  /** The bytes that the parser reads to tell the encoding of a text. */
  private static final int MARK = 4;

  private final byte[] bytes;
  private final int start;

  private AsciiText(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
  }

  /**
   * The text from an offset of an array; null if it has other characters than ASCII, or begins with
   * a zero byte, which the parser takes as a part of a character of UTF-16 or UTF-32.
   */
  static @Nullable AsciiText of(byte[] bytes, int start) {
    for (int i = start; i < Math.min(bytes.length, start + MARK); i++) {
      if (bytes[i] == 0) {
        return null;
      }
    }
    return isAscii(bytes, start) ? new AsciiText(bytes, start) : null;
  }

  private static boolean isAscii(byte[] bytes, int start) {
    int i = start;
    for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      if (((long) WORDS.get(bytes, i) & HIGHEST_BITS) != 0) {
        return false;
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The array that has the text. */
  byte[] bytes() {
    return bytes;
  }

  /** The offset of the text in the array. */
  int start() {
    return start;
  }

  int length() {
    return bytes.length - start;
  }

  char charAt(int offset) {
    return (char) bytes[start + offset];
  }

  /** A part of the text. */
  String part(int from, int to) {
    return new String(bytes, start + from, to - from, StandardCharsets.ISO_8859_1);
  }

  char[] toChars() {
    char[] chars = new char[length()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = charAt(i);
    }
    return chars;
  }

  /**
   * The value of a JSON string; null if it has an escape, an invalid character or no end.
   *
   * @param from the offset after its first quote
   */
  @Nullable String stringWithoutEscapes(int from) {
    int first = start + from;
    int end = first;
    while (end <= bytes.length - Long.BYTES) {
      long found = specials((long) WORDS.get(bytes, end));
      if (found != 0) {
        return string(first, end + Long.numberOfTrailingZeros(found) / Byte.SIZE);
      }
      end += Long.BYTES;
    }
    while (end < bytes.length && bytes[end] != '"' && bytes[end] != '\\' && bytes[end] >= ' ') {
      end++;
    }
    return end < bytes.length ? string(first, end) : null;
  }

  /** The highest bits of the bytes that are a quote, a backslash or a control character. */
  private static long specials(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    return ((quotes - ONES) | (backslashes - ONES) | (word - SPACES)) & HIGHEST_BITS;
  }

  private @Nullable String string(int first, int end) {
    return bytes[end] == '"'
        ? new String(bytes, first, end - first, StandardCharsets.ISO_8859_1)
        : null;
  }
}
