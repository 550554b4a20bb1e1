package io.kmspolicy.cli.io;

import io.kmspolicy.model.text.SafeText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows the progress of a command if standard error is a terminal. Not thread-safe. */
public final class Progress {

  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final double NANOS = 1e9;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private final String unit;
  private final LongSupplier clock;
  private final long start;
  private long last;
  private long count;

  /**
   * A progress line on standard error.
   *
   * @param unit what is counted, in the plural
   */
  public Progress(CliContext context, String unit) {
    this(context.err(), context.progress(), unit, System::nanoTime);
  }

  Progress(PrintWriter err, boolean shown, String unit, LongSupplier clock) {
    this.err = err;
    this.shown = shown;
    this.unit = unit;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.last = start;
  }

  /** Counts one more of what a subject, such as a file, consists of. */
  public void step(String subject) {
    count++;
    if (shown && clock.getAsLong() - last > INTERVAL_NANOS) {
      last = clock.getAsLong();
      double seconds = (last - start) / NANOS;
      err.print(
          String.format(
              Locale.ROOT,
              "%s%s  %,d %s  %,.0f/s",
              CLEAR,
              SafeText.of(subject),
              count,
              unit,
              count / seconds));
      err.flush();
    }
  }

  /** Clears the progress line, so that other text can be written. */
  public void clear() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
