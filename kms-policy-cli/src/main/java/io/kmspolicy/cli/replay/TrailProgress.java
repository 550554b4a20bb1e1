package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.replay.TrailFiles.TrailFile;
import io.kmspolicy.model.text.Quoting;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows on a terminal how much of the trail was read, how fast, and how long the rest will take.
 * Writes nothing if standard error is no terminal. Not thread-safe.
 */
final class TrailProgress implements AutoCloseable {

  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final int BAR = 24;
  private static final double NANOS = 1e9;
  private static final double MIB = 1 << 20;
  private static final int MINUTE = 60;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private final long total;
  private final LongSupplier clock;
  private final long start;
  private long last;
  private long read;

  /**
   * A progress line.
   *
   * @param total the bytes of all files; 0 if that is not known
   * @param clock the time in nanoseconds
   */
  TrailProgress(PrintWriter err, boolean shown, long total, LongSupplier clock) {
    this.err = err;
    this.shown = shown;
    this.total = total;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.last = start;
  }

  static TrailProgress of(CliContext context, List<TrailFile> files) {
    return new TrailProgress(context.err(), context.progress(), total(files), System::nanoTime);
  }

  /** The size of all files; 0 if standard input is among them or a file cannot be read. */
  private static long total(List<TrailFile> files) {
    long total = 0;
    for (TrailFile file : files) {
      try {
        if (file.path().isEmpty()) {
          return 0;
        }
        total += Files.size(file.path().get());
      } catch (IOException unreadable) {
        return 0;
      }
    }
    return total;
  }

  /** The same content; what is read of it is counted. */
  InputStream counting(String file, InputStream in) {
    return shown ? new Counting(file, in) : in;
  }

  private void count(String file, long bytes) {
    read += bytes;
    long now = clock.getAsLong();
    if (now - last > INTERVAL_NANOS) {
      last = now;
      err.print(CLEAR + line(file, (now - start) / NANOS));
      err.flush();
    }
  }

  private String line(String file, double seconds) {
    double rate = read / seconds;
    String name = Quoting.escape(file);
    String done = String.format(Locale.ROOT, "%,.0f MiB  %,.1f MiB/s", read / MIB, rate / MIB);
    if (total == 0) {
      return name + "  " + done;
    }
    double share = Math.min(1, (double) read / total);
    int full = (int) (share * BAR);
    long left = Math.round((total - read) / rate);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %s  %d:%02d left  %s",
        "#".repeat(full),
        "-".repeat(BAR - full),
        share * 100,
        done,
        left / MINUTE,
        left % MINUTE,
        name);
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
    }
  }

  private final class Counting extends FilterInputStream {

    private final String file;

    private Counting(String file, InputStream in) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(file, next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int bytes = super.read(into, offset, length);
      count(file, Math.max(0, bytes));
      return bytes;
    }
  }
}
