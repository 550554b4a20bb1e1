package io.kmspolicy.benchmarks;

import java.util.function.LongSupplier;
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

  /** Changes from call to call, also between iterations, which can have one call each. */
  private boolean yardstickBegins = true;

  /** Each iteration has figures of its own. */
  @Setup(Level.Iteration)
  public void reset() {
    turns = 0;
    measured = 0;
    yardstick = 0;
  }

  /**
   * Runs both computations and returns the sum of their results. Which one begins changes with each
   * call, since some of the garbage of the first is collected during the second.
   */
  long both(LongSupplier ofMeasured, LongSupplier ofYardstick) {
    turns++;
    yardstickBegins = !yardstickBegins;
    if (yardstickBegins) {
      long result = runYardstick(ofYardstick);
      return result + runMeasured(ofMeasured);
    }
    long result = runMeasured(ofMeasured);
    return result + runYardstick(ofYardstick);
  }

  private long runMeasured(LongSupplier computation) {
    long start = System.nanoTime();
    long result = computation.getAsLong();
    measured += System.nanoTime() - start;
    return result;
  }

  private long runYardstick(LongSupplier computation) {
    long start = System.nanoTime();
    long result = computation.getAsLong();
    yardstick += System.nanoTime() - start;
    return result;
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
