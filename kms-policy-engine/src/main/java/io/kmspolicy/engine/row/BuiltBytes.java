package io.kmspolicy.engine.row;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The approximate size of what the decisions of one {@link ResidualPolicy} built to answer for
 * unknown keys. It counts in a sum while a row that is held has the policy. Thread-safe.
 */
final class BuiltBytes {

  private final AtomicLong sum;
  private long own;
  private boolean counts;

  /**
   * Nothing built, which does not count.
   *
   * @param sum what is held of all policies
   */
  BuiltBytes(AtomicLong sum) {
    this.sum = sum;
  }

  /** More bytes were built; fewer, if the number is negative. */
  synchronized void add(long bytes) {
    own += bytes;
    if (counts) {
      sum.addAndGet(bytes);
    }
  }

  /** From now on a row that is held has the policy, or none does. */
  synchronized void count(boolean isHeld) {
    if (counts != isHeld) {
      counts = isHeld;
      sum.addAndGet(isHeld ? own : -own);
    }
  }
}
