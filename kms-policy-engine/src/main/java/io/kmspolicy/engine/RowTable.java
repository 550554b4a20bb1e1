package io.kmspolicy.engine;

import org.jspecify.annotations.Nullable;

/**
 * The rows that one caller asked for last, found by the text of the resource's ARN without hashing
 * all of it.
 *
 * <p>Representation: open addressing; a text's first place follows from few of its characters,
 * mostly of the key id, which is random, and the row stands there or in one of the places behind.
 * Each row knows its mixed characters, and the whole text is compared before a row is taken, so a
 * clash costs time, never an answer. Places are read and written without locks: a lost write only
 * means that the row is looked up again behind this table.
 *
 * <p>Why not a Caffeine cache alone: it hashes the whole of an ARN that was never hashed before, 75
 * characters for a fresh one, where the key id's last six digits tell as much. The replicas of a
 * multi-Region key share them, and stand one behind the other.
 */
final class RowTable {

  private static final int WINDOW = 16;
  private static final int FIRST_PLACES = 1 << 6;

  /** The length of the id of a key, {@code mrk-} ones included. */
  private static final int KEY_ID = 36;

  private static final int SHORTEST = KEY_ID + 1;
  private static final int MIX = 0x9E3779B1;
  private static final int MIX_TOO = 0x85EBCA6B;

  private final int mostPlaces;

  /** Replaced by a larger array before half of the places are taken. */
  private volatile @Nullable KeptRow[] rows = new KeptRow[FIRST_PLACES];

  private int taken;
  private int displaced;

  /**
   * An empty table.
   *
   * @param mostRows how many rows it may hold
   */
  RowTable(int mostRows) {
    this.mostPlaces = Math.max(FIRST_PLACES, Integer.highestOneBit(Math.max(1, mostRows)));
  }

  /**
   * Mixes the characters that tell ARNs apart: the last of a key's id, which are random, or all of
   * any other text.
   */
  static int tag(String arn) {
    int end = arn.length();
    if (end < SHORTEST || arn.charAt(end - KEY_ID - 1) != '/') {
      return arn.hashCode() * MIX;
    }
    int low = arn.charAt(end - 1) | (arn.charAt(end - 2) << 8) | (arn.charAt(end - 3) << 16);
    int high = arn.charAt(end - 4) | (arn.charAt(end - 5) << 8) | (arn.charAt(end - 6) << 16);
    int mixed = ((low * MIX) ^ high) * MIX_TOO;
    return mixed ^ (mixed >>> 15);
  }

  /** The row of an ARN, or null. */
  @Nullable KeptRow find(String arn) {
    int tag = tag(arn);
    @Nullable KeptRow[] places = rows;
    int mask = places.length - 1;
    int place = (tag >>> 4) & mask;
    for (int step = 0; step < WINDOW; step++) {
      KeptRow row = places[place];
      if (row == null || row.isFor(arn, tag)) {
        return row;
      }
      place = (place + 1) & mask;
    }
    return null;
  }

  /**
   * Keeps a row, in place of an older row of the same ARN or, where places run short, of another.
   */
  synchronized void put(KeptRow row) {
    if (2 * taken >= rows.length && rows.length < mostPlaces) {
      grow();
    }
    put(rows, row);
  }

  private void put(@Nullable KeptRow[] into, KeptRow row) {
    int mask = into.length - 1;
    int first = (row.tag() >>> 4) & mask;
    int place = first;
    int step = 0;
    for (KeptRow held = into[place];
        step < WINDOW && held != null && !held.isFor(row.arn(), row.tag());
        held = into[place]) {
      place = (place + 1) & mask;
      step++;
    }
    if (step == WINDOW) {
      place = (first + displaced++ % WINDOW) & mask; // every row of the window in its turn
    } else if (into[place] == null) {
      taken++;
    }
    into[place] = row;
  }

  private void grow() {
    @Nullable KeptRow[] larger = new KeptRow[2 * rows.length];
    taken = 0;
    for (KeptRow row : rows) {
      if (row != null) {
        put(larger, row);
      }
    }
    rows = larger;
  }
}
