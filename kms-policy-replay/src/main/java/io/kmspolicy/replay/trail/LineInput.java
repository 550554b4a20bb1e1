package io.kmspolicy.replay.trail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * A stream that goes on behind the line on which a parser stopped. The parser may have consumed the
 * end of that line or not, so the stream remembers which bytes it has handed out last.
 */
final class LineInput extends PushbackInputStream {

  private static final int BUFFER = 1 << 16;

  private byte[] block = new byte[0];
  private int end;

  LineInput(InputStream in) {
    super(in, BUFFER);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    block = into;
    end = offset + Math.max(0, read);
    return read;
  }

  /**
   * Moves behind the line on which a parser stopped.
   *
   * @param unread the bytes that the parser has read and not consumed
   */
  void moveBehindLine(byte[] unread) throws IOException {
    int last = end - unread.length - 1;
    boolean isAtEnd = last >= 0 && block[last] == '\n';
    unread(unread);
    int next = isAtEnd ? '\n' : read();
    while (next >= 0 && next != '\n') {
      next = read();
    }
  }
}
