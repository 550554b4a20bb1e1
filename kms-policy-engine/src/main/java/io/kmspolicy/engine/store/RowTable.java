package io.kmspolicy.engine.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressing hash table with linear probing (Knuth, TAOCP 3, 6.4) from resource ARNs to the
 * most recent rows of one caller. Lookups are lock-free.
 *
 * <p>Representation: one array with keys at even and rows at odd indexes; load factor at most 0.25.
 * The hash mixes the last six characters of the key id, which are random, and other texts are
 * hashed as a whole. A lookup probes at most {@value #WINDOW} slots and compares the whole text. An
 * ARN that finds none of these slots free is in a skip list (Pugh 1990), ordered by the ARN: users
 * choose aliases and can make up key ids, so many ARNs can have equal hashes.
 *
 * <p>Invariants: a slot of an array never changes its key. Writers hold the lock and store the row
 * before they publish the key with release semantics, so a lock-free reader that sees a key also
 * sees a row of that key, or null if it was removed. Growing and clearing replace the array and the
 * skip list. Tables without rows share one array, to which nothing is ever written: most roles of a
 * fleet have rows for groups of keys only.
 *
 * <p>The table is a cache: a table of maximum size starts empty again when it is full. The caller
 * then finds the row in the cache behind this table.
 *
 * <p>Why not a Caffeine cache alone: it hashes all 75 characters of an ARN string whose hash is not
 * cached yet, while the last six digits of the key id distinguish keys as well. Why not an entry
 * object with ARN and row: one more cache (and TLB) miss per decision, since the rows of a fleet do
 * not fit into either. Replicas of a multi-Region key in Regions with names of equal length have
 * equal hashes and occupy adjacent slots.
 *
 * <p>Reference: W. Pugh, <i>Skip Lists: A Probabilistic Alternative to Balanced Trees</i>, 1990.
 *
 * @param <R> the type of the rows, which are immutable
 */
final class RowTable<R> {

  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final int WINDOW = 16;
  private static final int NO_SLOT = -1;
  private static final int INITIAL_ROWS = 1 << 4;
  private static final Object[] NO_SLOTS = new Object[2];
  private static final int SLOTS_PER_ROW = 4;

  /** The length of the id of a key, {@code mrk-} ones included. */
  private static final int KEY_ID = 36;

  private static final int MIN_KEY_ARN = KEY_ID + 1;
  private static final int HEADER = 16;
  private static final int REFERENCE = 4;

  /** A node of the skip list with its part of the index. */
  private static final int COLLIDING = 24 + 16;

  private static final int MIX = 0x9E3779B1;
  private static final int SECOND_MIX = 0x85EBCA6B;

  private final int maxRows;

  /** Replaced by a larger array before the load factor exceeds 0.25. */
  private volatile @Nullable Object[] slots;

  /** The rows whose ARNs found no free slot; null if there is none. */
  private volatile @Nullable NavigableMap<String, R> colliding;

  /** The number of ARNs in the array and in the skip list. */
  private int used;

  /** The number of rows in the skip list. */
  private long inList;

  /**
   * An empty table.
   *
   * @param maxRows the maximum number of rows
   */
  RowTable(int maxRows) {
    this(maxRows, NO_SLOTS);
  }

  private RowTable(int maxRows, int rows) {
    this(maxRows, slots(rows));
  }

  private RowTable(int maxRows, @Nullable Object[] slots) {
    this.maxRows = Math.max(INITIAL_ROWS, Integer.highestOneBit(Math.max(1, maxRows)));
    this.slots = slots;
  }

  private static @Nullable Object[] slots(int rows) {
    return rows == 0 ? NO_SLOTS : new Object[2 * SLOTS_PER_ROW * rows];
  }

  /**
   * A copy of this table for the next snapshot, without the rows of resources whose policies
   * changed: it keeps their ARNs without rows, so that no other row has to move. Rows that another
   * thread adds to this table later are not copied.
   */
  synchronized RowTable<R> without(Set<String> changed) {
    RowTable<R> copy = new RowTable<>(maxRows, slots.clone());
    copy.colliding = colliding == null ? null : new ConcurrentSkipListMap<>(colliding);
    copy.used = used;
    copy.inList = inList;
    copy.remove(changed);
    return copy;
  }

  /** Removes rows; their ARNs keep their slots. */
  synchronized void remove(Set<String> arns) {
    arns.forEach(this::remove);
  }

  /** Removes a row; its ARN keeps its slot. */
  synchronized void remove(String arn) {
    int slot = slotOf(arn);
    if (slot >= 0) {
      slots[slot + 1] = null;
    } else if (colliding != null && colliding.remove(arn) != null) {
      inList--;
    }
  }

  /** The slot of an ARN, or {@link #NO_SLOT}. */
  private int slotOf(String arn) {
    @Nullable Object[] array = slots;
    int slot = firstSlot(array, arn);
    for (int step = 0; step < WINDOW && array[slot] != null; step++) {
      if (arn.equals(array[slot])) {
        return slot;
      }
      slot = nextSlot(array, slot);
    }
    return NO_SLOT;
  }

  @SuppressWarnings("unchecked") // rows stand behind their ARNs
  private void addAll(RowTable<R> to) {
    @Nullable Object[] from = slots;
    for (int slot = 0; slot < from.length; slot += 2) {
      Object row = from[slot + 1];
      if (from[slot] instanceof String arn && row != null) {
        to.add(arn, (R) row);
      }
    }
    NavigableMap<String, R> others = colliding;
    if (others != null) {
      others.forEach(to::add);
    }
  }

  /** Removes all rows. */
  void clear() {
    if (slots != NO_SLOTS) {
      empty();
    }
  }

  private synchronized void empty() {
    slots = NO_SLOTS;
    colliding = null;
    used = 0;
    inList = 0;
  }

  /** An empty table of the same capacity. */
  RowTable<R> emptied() {
    return new RowTable<>(maxRows, rows(slots));
  }

  private static int rows(@Nullable Object[] slots) {
    return slots.length / (2 * SLOTS_PER_ROW);
  }

  /**
   * A hash of an ARN: mixes the last six characters of a key id, which are random, or hashes all
   * characters of any other text.
   */
  static int tag(String arn) {
    int end = arn.length();
    if (end < MIN_KEY_ARN || arn.charAt(end - KEY_ID - 1) != '/') {
      return arn.hashCode() * MIX;
    }
    int low = arn.charAt(end - 1) | (arn.charAt(end - 2) << 8) | (arn.charAt(end - 3) << 16);
    int high = arn.charAt(end - 4) | (arn.charAt(end - 5) << 8) | (arn.charAt(end - 6) << 16);
    int mixed = ((low * MIX) ^ high ^ (end << 24)) * SECOND_MIX;
    return mixed ^ (mixed >>> 15);
  }

  /** The number of rows. */
  synchronized int size() {
    return used;
  }

  /** The row of an ARN, or null. */
  @SuppressWarnings("unchecked") // rows stand behind their ARNs
  @Nullable R find(String arn) {
    @Nullable Object[] array = slots;
    int slot = firstSlot(array, arn);
    for (int step = 0; step < WINDOW; step++) {
      Object key = SLOTS.getAcquire(array, slot);
      if (key == arn || (key != null && arn.equals(key))) {
        return (R) array[slot + 1];
      }
      if (key == null) {
        return null;
      }
      slot = nextSlot(array, slot);
    }
    NavigableMap<String, R> others = colliding;
    return others == null ? null : others.get(arn);
  }

  private static int firstSlot(@Nullable Object[] array, String arn) {
    return (tag(arn) << 1) & (array.length - 1);
  }

  private static int nextSlot(@Nullable Object[] array, int slot) {
    return (slot + 2) & (array.length - 1);
  }

  /**
   * Adds or replaces the row of an ARN.
   *
   * @return by how many bytes the table grew
   */
  synchronized long put(String arn, R row) {
    long before = bytes();
    if (used >= rows(slots)) {
      grow();
    }
    add(arn, row);
    return bytes() - before;
  }

  /** The approximate size of the slots in bytes, with compressed references. */
  synchronized long bytes() {
    return (slots == NO_SLOTS ? 0 : HEADER + REFERENCE * (long) slots.length) + COLLIDING * inList;
  }

  private void add(String arn, R row) {
    @Nullable Object[] array = slots;
    int slot = firstSlot(array, arn);
    for (int step = 0; step < WINDOW; step++) {
      Object key = array[slot];
      if (key == null) {
        array[slot + 1] = row;
        SLOTS.setRelease(array, slot, arn);
        used++;
        return;
      }
      if (arn.equals(key)) {
        array[slot + 1] = row;
        return;
      }
      slot = nextSlot(array, slot);
    }
    addColliding(arn, row);
  }

  private void addColliding(String arn, R row) {
    NavigableMap<String, R> others = colliding;
    if (others == null) {
      others = new ConcurrentSkipListMap<>();
      colliding = others;
    }
    if (others.put(arn, row) == null) {
      used++;
      inList++;
    }
  }

  private static int live(@Nullable Object[] slots) {
    int live = 0;
    for (int slot = 1; slot < slots.length; slot += 2) {
      live += slots[slot] == null ? 0 : 1;
    }
    return live;
  }

  /**
   * Replaces the array by one of twice the size; by one of the same size if half of the rows were
   * removed; by an empty one if it has the maximum size.
   */
  private void grow() {
    @Nullable Object[] before = slots;
    int rows = rows(before);
    boolean isHalfEmpty = rows > 0 && 2 * (live(before) + inList) <= rows;
    int capacity = isHalfEmpty ? rows : Math.min(maxRows, Math.max(INITIAL_ROWS, 2 * rows));
    RowTable<R> next = new RowTable<>(maxRows, capacity);
    if (isHalfEmpty || rows < maxRows) {
      addAll(next);
    }
    used = next.used;
    inList = next.inList;
    slots = next.slots;
    colliding = next.colliding;
  }
}
