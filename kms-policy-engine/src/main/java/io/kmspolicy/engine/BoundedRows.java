package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The rows of all callers of an authorizer, bounded together by their bytes. When a row is added
 * beyond the bound, the rows are counted; if they exceed it, all tables start empty again, as a
 * full {@code RowTable} does. Their rows are then found in the cache behind them. Thread-safe;
 * adding a row takes a lock of its caller only.
 *
 * <p>The rows of a caller are removed when nothing refers to them any more.
 */
final class BoundedRows {

  /**
   * The approximate size of an entry of a table in bytes: its slots in the table, the object that
   * holds the policies, and the ARN. The row itself may be shared.
   */
  static final int ENTRY_BYTES = 208;

  /**
   * The bound counts as reached at seven eighths, so that rows are not counted at each addition.
   */
  private static final int SLACK = 8;

  /** The least bound, so that small ones do not cause a count at each addition. */
  private static final int LEAST = 1_024 * ENTRY_BYTES;

  private final DecisionPoint point;
  private final long maximum;
  private final int rowsPerCaller;

  private final Cache<Caller, CallerRows> own =
      Housekeeping.later(Caffeine.newBuilder().weakValues());

  /** The rows that the sessions of a role share. */
  private final Cache<AnyRoleSession, CallerRows> shared =
      Housekeeping.later(Caffeine.newBuilder().weakValues());

  /**
   * The callers that have rows in this filling: most callers of a fleet have none in tables of
   * their own, and are not visited when rows are counted or removed. Replaced when the tables are
   * emptied.
   */
  private volatile Collection<WeakReference<CallerRows>> filled = new ConcurrentLinkedQueue<>();

  /** The bytes that were added since the last count, and those that were there. */
  private final AtomicLong bytes = new AtomicLong();

  /** The bytes of distinct rows that were added since the tables were emptied last. */
  private final AtomicLong distinct = new AtomicLong();

  /** How often the tables were emptied, plus one. */
  private final AtomicInteger filling = new AtomicInteger(1);

  private final AtomicBoolean counting = new AtomicBoolean();

  /**
   * Empty rows of all callers.
   *
   * @param bytes the approximate maximum size of all rows in bytes
   * @param rowsPerCaller the maximum number of rows of one caller
   */
  BoundedRows(DecisionPoint point, long bytes, int rowsPerCaller) {
    this.point = point;
    this.maximum = Math.max(LEAST, bytes);
    this.rowsPerCaller = rowsPerCaller;
  }

  /** The rows of one caller only. */
  CallerRows ofCaller(Caller caller) {
    return own.get(caller, this::create);
  }

  /** The rows that the sessions of a role share. */
  CallerRows ofSessions(AnyRoleSession role) {
    return shared.get(role, this::create);
  }

  private CallerRows create(Caller caller) {
    return new CallerRows(point, this, caller, rowsPerCaller);
  }

  /** A caller has rows that it did not have before, added or taken over from another snapshot. */
  void hasRows(CallerRows caller) {
    if (caller.isFirstIn(filling.get())) {
      filled.add(new WeakReference<>(caller));
    }
  }

  /** Counts a row that a caller has added. */
  void added(CallerRows caller, DecisionRow row) {
    hasRows(caller);
    int own = row.bytesForFilling(filling.get());
    if (own > 0) {
      distinct.addAndGet(own);
    }
    if (bytes.addAndGet(ENTRY_BYTES + own) > maximum) {
      alone(this::bound);
    }
  }

  /**
   * Counts the rows anew if half of the bound is reached, so that no decision has to. Called after
   * a publication, which lets callers add rows to new tables that were counted already.
   */
  void countAgain() {
    if (bytes.get() > maximum / 2) {
      alone(() -> bytes.set(counted()));
    }
  }

  private void bound() {
    long held = counted();
    if (held > maximum - maximum / SLACK) {
      clear();
      point.clearGroups();
      distinct.set(0);
      held = 0;
    }
    bytes.set(held);
  }

  private long counted() {
    return (held() + point.groupedKeys()) * ENTRY_BYTES + distinct.get();
  }

  /** Does something unless another thread counts the rows. */
  private void alone(Runnable action) {
    if (counting.compareAndSet(false, true)) {
      try {
        action.run();
      } finally {
        counting.set(false);
      }
    }
  }

  /** The approximate size of the rows of all callers in bytes, as it was counted last. */
  long bytes() {
    return bytes.get();
  }

  /** The number of rows of all callers. */
  long held() {
    Collection<WeakReference<CallerRows>> now = filled;
    now.removeIf(caller -> caller.get() == null);
    AtomicLong held = new AtomicLong();
    forEach(now, caller -> held.addAndGet(caller.count()));
    return held.get();
  }

  /** The number of callers that are visited to count or remove rows. */
  int listed() {
    return filled.size();
  }

  private static void forEach(
      Collection<WeakReference<CallerRows>> callers, Consumer<CallerRows> action) {
    for (WeakReference<CallerRows> reference : callers) {
      CallerRows caller = reference.get();
      if (caller != null) {
        action.accept(caller);
      }
    }
  }

  /** Removes all rows. Callers that have rows afterwards are listed anew. */
  void clear() {
    Collection<WeakReference<CallerRows>> before = filled;
    filled = new ConcurrentLinkedQueue<>();
    filling.incrementAndGet();
    forEach(before, CallerRows::clear);
  }
}
