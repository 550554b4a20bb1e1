package io.kmspolicy.interceptor.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/** Collects the settings of a {@link DecisionLog}. Not thread-safe. */
public final class DecisionLogBuilder {

  /** The number of decisions that wait by default. Each of them holds a request. */
  public static final int DEFAULT_CAPACITY = 1_024;

  private static final long CLOSE_MILLIS = 10_000;

  private final Opening output;
  boolean values;
  boolean statements = true;
  int oneIn = 1;
  int capacity = DEFAULT_CAPACITY;
  long closeMillis = CLOSE_MILLIS;
  Clock clock = Clock.systemUTC();

  /** Opens an output. */
  @FunctionalInterface
  interface Opening {
    LineOutput open() throws IOException;
  }

  DecisionLogBuilder(Opening output) {
    this.output = output;
  }

  /**
   * Writes the values of the condition keys too, those of encryption contexts and tags included,
   * and which keys are absent. Only then can a replay of the log decide conditions on them.
   */
  public DecisionLogBuilder withValues() {
    values = true;
    return this;
  }

  /**
   * Leaves out the statements and grants that determine each decision. Finding them takes most of
   * the time of the log's thread.
   */
  public DecisionLogBuilder withoutStatements() {
    statements = false;
    return this;
  }

  /**
   * Writes one in so many of the calls that are certain to be allowed, chosen at random, and every
   * other call.
   *
   * @param calls 1, the default, for every call
   * @throws IllegalArgumentException if the number is below 1
   */
  public DecisionLogBuilder sample(int calls) {
    oneIn = atLeastOne(calls, "sample");
    return this;
  }

  /**
   * Sets the number of decisions that wait at most; by default {@value #DEFAULT_CAPACITY}.
   *
   * @throws IllegalArgumentException if the number is below 1
   */
  public DecisionLogBuilder capacity(int decisions) {
    capacity = atLeastOne(decisions, "capacity");
    return this;
  }

  /** Sets the clock of the lines. */
  public DecisionLogBuilder clock(Clock source) {
    clock = source;
    return this;
  }

  /** Sets how long closing waits for an output that blocks. */
  DecisionLogBuilder closeMillis(long millis) {
    closeMillis = millis;
    return this;
  }

  private static int atLeastOne(int number, String name) {
    if (number < 1) {
      throw new IllegalArgumentException("`" + name + "` is " + number + ", below 1");
    }
    return number;
  }

  /**
   * Opens the log and starts its thread.
   *
   * @throws UncheckedIOException if the file cannot be opened
   */
  public DecisionLog open() {
    try {
      return new DecisionLog(this, output.open());
    } catch (IOException refused) {
      throw new UncheckedIOException("the decision log cannot be opened", refused);
    }
  }
}
