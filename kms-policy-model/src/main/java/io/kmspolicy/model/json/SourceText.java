package io.kmspolicy.model.json;

import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.TextEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.List;

/**
 * The characters of one text, with the conversion of an offset to a line and a column. A byte order
 * mark at the start is not part of the text.
 *
 * <p>Most offsets are requested in ascending order, so the scan for line ends continues from the
 * last offset. A smaller offset restarts the scan. Columns count code points: a surrogate pair is
 * one column. Not thread-safe.
 */
public final class SourceText {

  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int UTF8_MARK_BYTES = 3;

  private final String source;
  private final int firstLine;
  private final int length;

  /** The text, from the first element on. */
  private final char[] chars;

  /** Whether the text is known to contain no surrogates. Then one {@code char} is one column. */
  private final boolean plain;

  private int scanned;
  private int line;
  private int lineStart;
  private int lowSurrogates;

  private SourceText(String source, int firstLine, char[] chars, int length) {
    this.source = source;
    this.firstLine = firstLine;
    this.chars = chars;
    this.length = length;
    this.plain = isPlain(chars, length);
    rewind();
  }

  /**
   * A text from a string.
   *
   * @param limit the maximum number of characters
   * @throws PolicySyntaxException if the text is longer
   */
  public static SourceText of(String source, int firstLine, String text, int limit) {
    if (text.length() > limit) {
      throw tooLong(source, firstLine, limit);
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    char[] chars = (marked ? text.substring(1) : text).toCharArray();
    return new SourceText(source, firstLine, chars, chars.length);
  }

  /**
   * A text from bytes in UTF-8, or in UTF-16 with a byte order mark.
   *
   * @param limit the maximum number of characters
   * @throws PolicySyntaxException if the text is longer, or the bytes are not valid
   */
  public static SourceText of(String source, int firstLine, byte[] bytes, int limit) {
    if (bytes.length > maxBytes(limit)) {
      throw tooLong(source, firstLine, limit);
    }
    SourceText text = decode(source, firstLine, bytes, TextEncoding.of(bytes));
    if (text.length > limit) {
      throw tooLong(source, firstLine, limit);
    }
    return text;
  }

  private static SourceText decode(
      String source, int firstLine, byte[] bytes, TextEncoding encoding) {
    int start = encoding.markBytes();
    CharsetDecoder decoder = encoding.charset().newDecoder();
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    ByteBuffer encoded = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CoderResult result = decoder.decode(encoded, decoded, true);
    SourceText text = new SourceText(source, firstLine, decoded.array(), decoded.position());
    if (result.isError()) {
      throw failure(
          ProblemCode.INVALID_ENCODING,
          text.at(text.length),
          "the bytes from here are not "
              + encoding.charset()
              + "; the text must be encoded in UTF-8");
    }
    return text;
  }

  /** As {@link #of(String, int, byte[], int)}; reads at most one byte more than that allows. */
  public static SourceText of(String source, int firstLine, InputStream utf8, int limit)
      throws IOException {
    return of(source, firstLine, utf8.readNBytes(maxBytes(limit) + 1), limit);
  }

  private static boolean isPlain(char[] chars, int length) {
    for (int i = 0; i < length; i++) {
      if (chars[i] >= Character.MIN_SURROGATE) {
        return false;
      }
    }
    return true;
  }

  /**
   * The maximum size in bytes of a text of so many characters: three bytes for each, plus a byte
   * order mark.
   */
  private static int maxBytes(int characters) {
    return 3 * characters + UTF8_MARK_BYTES;
  }

  private static PolicySyntaxException tooLong(String source, int firstLine, int limit) {
    return failure(
        ProblemCode.LIMIT_EXCEEDED,
        SourceLocation.at(source, "", firstLine, 1),
        "the text is too long; it may have at most " + limit + " characters");
  }

  private static PolicySyntaxException failure(
      ProblemCode code, SourceLocation location, String message) {
    return new PolicySyntaxException(List.of(new Problem(code, location, message)));
  }

  char[] chars() {
    return chars;
  }

  char charAt(int offset) {
    return chars[offset];
  }

  /** A part of the text. */
  String part(int from, int to) {
    return new String(chars, from, to - from);
  }

  /** The offset after the last character. */
  int end() {
    return length;
  }

  /**
   * The offset after the object that starts at an offset: behind the brace that closes it. Braces
   * in strings do not count.
   *
   * @param limit the offset at which the search stops
   * @return a negative number if the object does not end before the limit
   */
  int objectEnd(int start, int limit) {
    if (start >= limit || charAt(start) != '{') {
      return -1;
    }
    int depth = 0;
    boolean inString = false;
    for (int i = start; i < limit; i++) {
      char c = charAt(i);
      if (inString) {
        i += c == '\\' ? 1 : 0;
        inString = c != '"';
      } else if (c == '"') {
        inString = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /**
   * Whether one {@code char} is one column. Then the parser's lines and columns are valid for
   * {@link #atColumn}, and the text need not be scanned.
   */
  boolean isPlain() {
    return plain;
  }

  /** The location of a character, with the pointer of the whole text. */
  SourceLocation at(int offset) {
    advance(offset);
    return atColumn(line, column(), Pointer.ROOT);
  }

  /** The location of a character, with the pointer of the value at a path. */
  SourceLocation at(int offset, JsonPath path) {
    advance(offset);
    return atColumn(line, column(), path);
  }

  /**
   * The location of a line and column of this text, with the pointer of the value at a path. The
   * line is counted from the start of the text, not of the source.
   */
  SourceLocation atColumn(int line, int column, JsonPath path) {
    int element = path.element();
    return element < 0
        ? atColumn(line, column, path.pointer())
        : SourceLocation.atElement(
            source, path.parentPointer(), element, firstLine + line - 1, column);
  }

  private SourceLocation atColumn(int line, int column, Pointer pointer) {
    return SourceLocation.at(source, pointer, firstLine + line - 1, column);
  }

  private int column() {
    return scanned - lineStart + 1 - lowSurrogates;
  }

  private void advance(int offset) {
    if (offset < scanned) {
      rewind();
    }
    for (int i = scanned; i < offset; i++) {
      char c = charAt(i);
      if (c < ' ' || c >= Character.MIN_SURROGATE) {
        step(c, i + 1);
      }
    }
    scanned = offset;
  }

  private void rewind() {
    scanned = 0;
    line = 1;
    lineStart = 0;
    lowSurrogates = 0;
  }

  private void step(char c, int next) {
    boolean isLineEnd = c == '\n' || (c == '\r' && (next >= length || charAt(next) != '\n'));
    if (isLineEnd) {
      line++;
      lineStart = next;
      lowSurrogates = 0;
    } else if (Character.isLowSurrogate(c)) {
      lowSurrogates++;
    }
  }
}
