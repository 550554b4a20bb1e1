package io.kmspolicy.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** Where a thread stands in a stream of requests. Every benchmark steps in the same way. */
@State(Scope.Thread)
public class Cursor {

  private static final int FIRST_STEPS = 1_000_003;

  private int next;
  private int steps;

  /** What was made last; not private, so that nobody may think it is never read. */
  Object made = "";

  /** Lets threads begin at different places. */
  @Setup
  public void begin(ThreadParams thread) {
    steps = thread.getThreadIndex() * FIRST_STEPS;
    next = steps;
  }

  /** The next place in a stream of this size. */
  int next(int size) {
    int current = next < size ? next : next % size;
    next = current + 1;
    return current;
  }

  /** Lets an object escape, as what a request carries does, so that it is really made. */
  <T> T keep(T object) {
    made = object;
    return object;
  }

  /** Counts one more step and says how many there were. */
  int step() {
    return ++steps;
  }
}
