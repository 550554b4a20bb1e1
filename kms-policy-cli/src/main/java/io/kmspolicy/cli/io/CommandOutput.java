package io.kmspolicy.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that remembers how it failed. Writers such as {@link java.io.PrintWriter} hide
 * failures. After a failure it discards what follows. Not thread-safe.
 */
public final class CommandOutput extends FilterOutputStream {

  private boolean closed;
  private String lost = "";

  /** An output that writes to this stream. */
  public CommandOutput(OutputStream out) {
    super(out);
  }

  /** The reader of a pipe has read enough, as {@code head} does; this is no error. */
  public static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    /** The failure of a write that says so. */
    public ReaderGone(IOException cause) {
      super("the reader of standard output has closed it", cause);
    }
  }

  /** Why output was lost; empty if none was. */
  public String lost() {
    return lost;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed || !lost.isEmpty()) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException failure) {
      throw remember(failure);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!closed && lost.isEmpty()) {
      try {
        out.flush();
      } catch (IOException failure) {
        throw remember(failure);
      }
    }
  }

  private IOException remember(IOException failure) {
    if (failure instanceof ReaderGone) {
      closed = true;
    } else {
      lost = String.valueOf(failure.getMessage());
    }
    return failure;
  }
}
