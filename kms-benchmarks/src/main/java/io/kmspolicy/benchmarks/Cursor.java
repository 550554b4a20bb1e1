package io.kmspolicy.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** The position of a thread in a stream of requests. All benchmarks advance in the same way. */
@State(Scope.Thread)
public class Cursor {

  private static final int FIRST_STEPS = 1_000_003;

  private int next;
  private int steps;

  /**
   * The object that was created last; not private, so that the compiler cannot prove that it is
   * never read.
   */
  Object made = "";

  /** Lets threads start at different positions. */
  @Setup
  public void begin(ThreadParams thread) {
    steps = thread.getThreadIndex() * FIRST_STEPS;
    next = steps;
  }

  /** The next position in a stream of this size. */
  int next(int size) {
    int current = next < size ? next : next % size;
    next = current + 1;
    return current;
  }

  /** Lets an object escape, as the objects of a real request do, so that it is really allocated. */
  <T> T keep(T object) {
    made = object;
    return object;
  }

  /** Counts a step and returns the number of steps so far. */
  int step() {
    return ++steps;
  }
}
