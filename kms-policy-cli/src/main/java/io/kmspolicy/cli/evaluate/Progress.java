package io.kmspolicy.cli.evaluate;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows the progress of a batch if standard error is a terminal. */
final class Progress {

  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final double NANOS = 1e9;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private final long start = System.nanoTime();
  private long last = start;
  private long count;

  Progress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** Counts a scenario of a file. */
  void step(String file) {
    count++;
    if (shown && System.nanoTime() - last > INTERVAL_NANOS) {
      last = System.nanoTime();
      double seconds = (last - start) / NANOS;
      err.print(
          String.format(
              Locale.ROOT, "%s%s  %,d scenarios  %,.0f/s", CLEAR, file, count, count / seconds));
      err.flush();
    }
  }

  /** Clears the progress line, so that other text can be written. */
  void clear() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
