package io.kmspolicy.testing.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads bytes line by line, with one line in memory at a time. */
public final class LineReader implements Closeable {

  /** A callback that runs before a read that may block. */
  public interface Pause {
    /** Called when no more input is available without blocking. */
    void run();
  }

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final int limit;
  private final Pause pause;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private byte[] line = new byte[BUFFER];
  private int length;
  private int number;

  /**
   * A reader of a stream.
   *
   * @param limit the maximum number of bytes of a line; the rest of the line is dropped
   * @param pause runs before the reader blocks for more input
   */
  public LineReader(InputStream in, int limit, Pause pause) {
    this.in = in;
    this.limit = limit;
    this.pause = pause;
  }

  /** Moves to the next line; false at the end of the input. */
  public boolean next() throws IOException {
    length = 0;
    boolean any = false;
    while (from < to || fill()) {
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      append(end);
      from = end;
      if (end < to) {
        from = end + 1;
        break;
      }
    }
    if (any) {
      number++;
    }
    return any;
  }

  private boolean fill() throws IOException {
    if (in.available() == 0) {
      pause.run();
    }
    int read = in.read(buffer);
    from = 0;
    to = Math.max(read, 0);
    return read > 0;
  }

  private void append(int end) {
    int more = Math.min(end - from, limit - length);
    if (more > line.length - length) {
      line = Arrays.copyOf(line, Math.min(limit, Math.max(length + more, 2 * line.length)));
    }
    System.arraycopy(buffer, from, line, length, more);
    length += more;
  }

  /** The number of the line, counted from 1. */
  public int number() {
    return number;
  }

  /** Whether the line consists of white space. */
  public boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The bytes of the line without the line break. */
  public byte[] bytes() {
    return Arrays.copyOf(line, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
