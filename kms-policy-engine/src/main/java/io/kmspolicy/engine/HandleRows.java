package io.kmspolicy.engine;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Bounds the rows in the handles of all callers together. When a row is added beyond the bound, the
 * rows are counted; if they exceed it, all handles start empty again, as a full {@code RowTable}
 * does. Their rows are then found in the cache behind the handles. Thread-safe, without locks.
 */
final class HandleRows {

  /**
   * The approximate size of a row in a handle in bytes: its slots in the table, the object that
   * holds the policies, and the ARN. The row itself is shared.
   */
  static final int ROW_BYTES = 208;

  /**
   * The bound counts as reached at seven eighths, so that rows are not counted at each addition.
   */
  private static final int SLACK = 8;

  /** The least bound, so that small ones do not cause a count at each addition. */
  private static final int LEAST = 1_024;

  private final long maximum;
  private final Supplier<Collection<PrincipalHandle>> handles;

  /** The rows that were added since the last count, and those that were there. */
  private final AtomicLong rows = new AtomicLong();

  private final AtomicBoolean counting = new AtomicBoolean();

  /**
   * Creates a bound.
   *
   * @param bytes the approximate maximum size of all rows in bytes
   * @param handles the handles that are referenced
   */
  HandleRows(long bytes, Supplier<Collection<PrincipalHandle>> handles) {
    this.maximum = Math.max(LEAST, bytes / ROW_BYTES);
    this.handles = handles;
  }

  /** Counts a row that a handle has added. */
  void added() {
    if (rows.incrementAndGet() > maximum && counting.compareAndSet(false, true)) {
      try {
        bound();
      } finally {
        counting.set(false);
      }
    }
  }

  private void bound() {
    long held = held();
    if (held > maximum - maximum / SLACK) {
      handles.get().forEach(PrincipalHandle::clear);
      held = 0;
    }
    rows.set(held);
  }

  /** The number of rows in all handles. */
  long held() {
    long held = 0;
    for (PrincipalHandle handle : handles.get()) {
      held += handle.rowCount();
    }
    return held;
  }
}
