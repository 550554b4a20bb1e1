package io.kmspolicy.engine.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one caller used last, found by the text of the resource's ARN without hashing all
 * of it.
 *
 * <p>Representation: open addressing in one array of ARNs and rows by turns, at most a quarter
 * full; a text's first place follows from few of its characters, mostly of the key id, which is
 * random, and its row stands there or in one of the places behind. A place once taken by an ARN is
 * never another's, and the row is written before the ARN, so that a reader without locks sees no
 * row with the ARN of another; the whole text is compared before a row is taken. What finds no
 * place is not kept: it is found behind this table, as is everything after the table was full and
 * began anew.
 *
 * <p>Why not a Caffeine cache alone: it hashes the whole of an ARN that was never hashed before, 75
 * characters for a fresh one, where the key id's last six digits tell as much. Why not an object
 * for each row, with its ARN: one more place in memory for each decision, of which a fleet has more
 * than caches and address translation hold. The replicas of a multi-Region key in Regions with
 * names of one length stand one behind the other.
 *
 * @param <R> the rows, which are immutable
 */
public final class RowTable<R> {

  private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final int WINDOW = 16;
  private static final int FIRST_ROWS = 1 << 4;
  private static final int PLACES_PER_ROW = 4;

  /** The length of the id of a key, {@code mrk-} ones included. */
  private static final int KEY_ID = 36;

  private static final int SHORTEST = KEY_ID + 1;
  private static final int MIX = 0x9E3779B1;
  private static final int MIX_TOO = 0x85EBCA6B;

  private final int mostRows;

  /** Replaced by a larger array before a quarter of the places is taken. */
  private volatile @Nullable Object[] places;

  private int taken;

  /**
   * An empty table.
   *
   * @param mostRows how many rows it may hold
   */
  public RowTable(int mostRows) {
    this(mostRows, FIRST_ROWS);
  }

  private RowTable(int mostRows, int rows) {
    this.mostRows = Math.max(FIRST_ROWS, Integer.highestOneBit(Math.max(1, mostRows)));
    this.places = places(rows);
  }

  private static @Nullable Object[] places(int rows) {
    return new Object[2 * PLACES_PER_ROW * rows];
  }

  /**
   * A table with the rows of this one that are valid in the next snapshot: those of resources whose
   * policies did not change. Rows that a slower thread adds to this table later are not in it.
   */
  public synchronized RowTable<R> without(Set<String> changed) {
    RowTable<R> next = new RowTable<>(mostRows, rows(places));
    boolean same = changed.isEmpty() || changed.stream().allMatch(arn -> find(arn) == null);
    if (same) {
      next.places = places.clone();
      next.taken = taken;
    } else {
      addAll(places, changed, next);
    }
    return next;
  }

  private static void addAll(@Nullable Object[] from, Set<String> except, RowTable<?> to) {
    for (int place = 0; place < from.length; place += 2) {
      Object row = from[place + 1];
      if (from[place] instanceof String arn && row != null && !except.contains(arn)) {
        to.put(to.places, arn, row);
      }
    }
  }

  /** An empty table with place for as many rows as this one has. */
  public RowTable<R> emptied() {
    return new RowTable<>(mostRows, rows(places));
  }

  private static int rows(@Nullable Object[] places) {
    return places.length / (2 * PLACES_PER_ROW);
  }

  /**
   * Mixes the characters that tell ARNs apart: the last of a key's id, which are random, or all of
   * any other text.
   */
  public static int tag(String arn) {
    int end = arn.length();
    if (end < SHORTEST || arn.charAt(end - KEY_ID - 1) != '/') {
      return arn.hashCode() * MIX;
    }
    int low = arn.charAt(end - 1) | (arn.charAt(end - 2) << 8) | (arn.charAt(end - 3) << 16);
    int high = arn.charAt(end - 4) | (arn.charAt(end - 5) << 8) | (arn.charAt(end - 6) << 16);
    int mixed = ((low * MIX) ^ high ^ (end << 24)) * MIX_TOO;
    return mixed ^ (mixed >>> 15);
  }

  /** The row of an ARN, or null. */
  @SuppressWarnings("unchecked") // rows stand behind their ARNs
  public @Nullable R find(String arn) {
    @Nullable Object[] in = places;
    int place = first(in, arn);
    for (int step = 0; step < WINDOW; step++) {
      Object held = PLACES.getAcquire(in, place);
      if (held == arn || (held != null && arn.equals(held))) {
        return (R) in[place + 1];
      }
      if (held == null) {
        return null;
      }
      place = next(in, place);
    }
    return null;
  }

  private static int first(@Nullable Object[] in, String arn) {
    return (tag(arn) << 1) & (in.length - 1);
  }

  private static int next(@Nullable Object[] in, int place) {
    return (place + 2) & (in.length - 1);
  }

  /** Keeps the row of an ARN, in place of an older one, if there is place. */
  public synchronized void put(String arn, R row) {
    if (taken >= rows(places)) {
      grow();
    }
    put(places, arn, row);
  }

  private void put(@Nullable Object[] in, String arn, Object row) {
    int place = first(in, arn);
    for (int step = 0; step < WINDOW; step++) {
      Object held = in[place];
      if (held == null) {
        in[place + 1] = row;
        PLACES.setRelease(in, place, arn);
        taken++;
        return;
      }
      if (arn.equals(held)) {
        in[place + 1] = row;
        return;
      }
      place = next(in, place);
    }
  }

  /** Goes on with a larger array, or with an empty one if this one is as large as it may be. */
  private void grow() {
    @Nullable Object[] before = places;
    if (rows(before) >= mostRows) {
      taken = 0;
      places = new Object[before.length];
      return;
    }
    RowTable<R> larger = new RowTable<>(mostRows, 2 * rows(before));
    addAll(before, Set.of(), larger);
    taken = larger.taken;
    places = larger.places;
  }
}
