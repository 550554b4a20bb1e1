package io.kmspolicy.model.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/** The encodings in which editors and shells save texts, told by the byte order mark. */
public enum TextEncoding {
  /** UTF-8 without a mark. */
  UTF_8(StandardCharsets.UTF_8),

  /** UTF-8 with a mark, as editors of Windows write it. */
  MARKED_UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),

  /** UTF-16 with the lower byte first, as {@code >} of PowerShell writes it. */
  UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe),

  /** UTF-16 with the higher byte first. */
  UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff);

  private final Charset charset;
  private final int[] mark;

  TextEncoding(Charset charset, int... mark) {
    this.charset = charset;
    this.mark = mark;
  }

  /** The encoding of a text: UTF-8 if it does not start with a mark. */
  public static TextEncoding of(byte[] text) {
    for (TextEncoding marked : values()) {
      if (marked.mark.length > 0 && marked.starts(text)) {
        return marked;
      }
    }
    return UTF_8;
  }

  private boolean starts(byte[] text) {
    if (text.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (text[i] != (byte) mark[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a text is UTF-16 without a mark, which is valid UTF-8, too: one byte of its first
   * character is 0.
   */
  private static boolean lacksMark(byte[] text) {
    return text.length > 1 && (text[0] == 0) != (text[1] == 0);
  }

  /**
   * The characters of a text, without the mark.
   *
   * @throws CharacterCodingException if it is neither UTF-8 nor UTF-16 with a mark
   */
  public static String decode(byte[] text) throws CharacterCodingException {
    if (lacksMark(text)) {
      throw new MalformedInputException(1);
    }
    TextEncoding found = of(text);
    int start = found.markBytes();
    return found
        .charset()
        .newDecoder()
        .decode(ByteBuffer.wrap(text, start, text.length - start))
        .toString();
  }

  /** The encoding of the characters after the mark. */
  public Charset charset() {
    return charset;
  }

  /** The number of bytes of the mark. */
  public int markBytes() {
    return mark.length;
  }
}
