package io.kmspolicy.engine.budget;

import java.util.concurrent.atomic.LongAdder;

/**
 * The maximum number of steps of one check (rule 6.17), and the number of checks that used it up.
 * Thread-safe.
 */
public final class StepBudget {

  /**
   * The default for checks on the thread of a caller. A step takes about 50 nanoseconds at most, so
   * a check takes about one millisecond at most.
   */
  public static final int OF_A_CHECK = 20_000;

  /** The default for evaluators of single requests, which nobody waits for at a call. */
  public static final int OF_AN_EVALUATION = 3_000_000;

  private final int steps;
  private final LongAdder exhausted = new LongAdder();

  /**
   * A budget.
   *
   * @param steps the maximum number of steps of one check, at least 1
   */
  public StepBudget(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("the maximum number of steps is " + steps + ", below 1");
    }
    this.steps = steps;
  }

  /** The maximum number of steps of one check. */
  public int steps() {
    return steps;
  }

  /** A counter for a new check. */
  public StepCounter start() {
    return new StepCounter(this);
  }

  /** The number of checks that used up their steps so far. */
  public long exhausted() {
    return exhausted.sum();
  }

  void countExhausted() {
    exhausted.increment();
  }
}
