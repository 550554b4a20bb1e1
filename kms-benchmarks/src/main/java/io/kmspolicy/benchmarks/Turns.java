package io.kmspolicy.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The times of two computations that take turns in one benchmark, for a bar on their ratio. Two
 * JVMs with the same code differ by more than such computations do: by what their compilers
 * decided, and by what the machine did meanwhile.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Turns {

  private long turns;
  private long measured;
  private long yardstick;

  /** Each iteration has figures of its own. */
  @Setup(Level.Iteration)
  public void reset() {
    turns = 0;
    measured = 0;
    yardstick = 0;
  }

  /** Begins the turn of what is measured; returns the time. */
  long begin() {
    turns++;
    return System.nanoTime();
  }

  /**
   * Ends the turn of what is measured, which began at a time, and begins the other; returns now.
   */
  long afterMeasured(long start) {
    long now = System.nanoTime();
    measured += now - start;
    return now;
  }

  /** Ends the turn of the yardstick, which began at a time. */
  void afterYardstick(long start) {
    yardstick += System.nanoTime() - start;
  }

  /** The average time of a turn of what is measured, in nanoseconds. */
  public double measured() {
    return measured / (double) turns;
  }

  /** The average time of a turn of what it is compared with, in nanoseconds. */
  public double yardstick() {
    return yardstick / (double) turns;
  }
}
