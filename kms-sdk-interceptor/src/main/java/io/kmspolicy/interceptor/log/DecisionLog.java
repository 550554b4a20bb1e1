package io.kmspolicy.interceptor.log;

import io.kmspolicy.interceptor.DecisionListener;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.model.request.Decision;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of decisions: one line of JSON for each call, which {@code kms-policy replay} reads.
 *
 * <p>The lines are made and written on a daemon thread of the log. A call adds its decision to a
 * bounded queue without waiting; if the queue is full, the decision is dropped and counted. A
 * failure of the output is counted, the first one is logged, and no call notices it. {@code
 * docs/interceptor.md} describes the members of a line.
 *
 * <p>The log holds the names of the condition keys that are in the request and no values, unless
 * {@link DecisionLogBuilder#withValues} asks for them. It writes to a file, to an {@link
 * Appendable}, or to a function such as a logger's, whose library rotates files. {@link #close}
 * writes what waits and ends the thread. Thread-safe.
 *
 * <pre>{@code
 * DecisionLog log = DecisionLog.to(LoggerFactory.getLogger("kms-decisions")::info).open();
 * KmsPolicyInterceptor interceptor = KmsPolicyInterceptor.builder().listener(log)...build();
 * }</pre>
 */
public final class DecisionLog implements DecisionListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

  private final LineOutput output;
  private final LineWriter writer;
  private final Clock clock;
  private final int oneIn;
  private final LogQueue<Entry> queue;
  private final LongAdder written = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder leftOut = new LongAdder();
  private volatile boolean failureLogged;

  /**
   * A decision that is to be written.
   *
   * @param millis when it was made
   */
  private record Entry(CallDecision call, long millis) {}

  DecisionLog(DecisionLogBuilder given, LineOutput output) {
    this.output = output;
    this.writer = new LineWriter(given.values, given.statements, given.oneIn);
    this.clock = given.clock;
    this.oneIn = given.oneIn;
    this.queue = new LogQueue<>(given.capacity, this::write, this::flush, given.closeMillis);
  }

  /**
   * A log in a file. Lines are appended; a file that does not exist is created, readable by its
   * owner alone where the file system has permissions.
   */
  public static DecisionLogBuilder toFile(Path file) {
    return new DecisionLogBuilder(() -> LineOutput.of(file));
  }

  /**
   * A log that is appended to an object: a line, and a line break after it. Only the thread of the
   * log uses it. It is flushed if it is {@link java.io.Flushable}, and it is not closed.
   */
  public static DecisionLogBuilder to(Appendable out) {
    return new DecisionLogBuilder(() -> LineOutput.of(out));
  }

  /** A log whose lines a function receives, without line breaks, on the thread of the log. */
  public static DecisionLogBuilder to(Consumer<String> lines) {
    return new DecisionLogBuilder(() -> LineOutput.of(lines));
  }

  /** Adds the decision to the queue. Returns at once and throws nothing. */
  @Override
  public void decided(CallDecision decision) {
    if (isChosen(decision)) {
      queue.add(new Entry(decision, clock.millis()));
    } else {
      leftOut.increment();
    }
  }

  /** Every call but a sample of those that are certain to be allowed. */
  private boolean isChosen(CallDecision call) {
    return oneIn == 1
        || call.decision() != Decision.ALLOWED
        || call.disposition() != Disposition.PASSED
        || ThreadLocalRandom.current().nextInt(oneIn) == 0;
  }

  private void write(Entry entry) {
    try {
      output.write(writer.line(entry.call(), entry.millis()));
      written.increment();
    } catch (Throwable failure) { // The thread goes on, whatever the output does.
      note(failure);
    }
  }

  private void flush() {
    try {
      output.flush();
    } catch (Throwable failure) {
      note(failure);
    }
  }

  private void note(Throwable failure) {
    failed.increment();
    if (failureLogged) {
      return;
    }
    failureLogged = true;
    try {
      LOG.warn(
          "a decision could not be logged; further failures are only counted: {}",
          failure.getClass().getName());
    } catch (Throwable second) {
      // The logger fails, too: nothing can be done about it here.
    }
  }

  /** The number of lines that were written. */
  public long written() {
    return written.sum();
  }

  /** The number of decisions that found the queue full, or the log closed. */
  public long dropped() {
    return queue.dropped();
  }

  /** The number of failures of the output. */
  public long failed() {
    return failed.sum();
  }

  /** The number of decisions that the sample leaves out. */
  public long leftOut() {
    return leftOut.sum();
  }

  /**
   * Writes the decisions that wait, flushes the output, and ends the thread. A file is closed. An
   * output that blocks is waited for ten seconds, then it is interrupted and the decisions that
   * wait are dropped. Decisions that are made after this are dropped.
   */
  @Override
  public void close() {
    queue.close();
    try {
      output.close();
    } catch (Exception failure) {
      note(failure);
    }
  }
}
