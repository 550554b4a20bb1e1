package io.kmspolicy.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one caller asked for last, found by the text of the resource's ARN without hashing
 * all of it.
 *
 * <p>Representation: sets of four places; a text's set follows from few of its characters, mostly
 * of the key id, which is random. {@code tags} holds the mixed characters of each place, so that a
 * miss reads no row. The whole text is compared before a row is taken, so a clash costs time, never
 * an answer. Places are read and written without locks: rows are immutable and a lost write only
 * means that the row is looked up again behind this table. Readers see one {@link Places} for the
 * whole of a look-up.
 *
 * <p>Why not a Caffeine cache alone: it hashes the whole of an ARN that was never hashed before, 75
 * characters for a fresh one, where the key id's last digits tell as much.
 */
final class RowTable {

  private static final int WAYS = 4;
  private static final int FIRST_SETS = 1 << 4;
  private static final int SHORTEST = 24;
  private static final int MIX = 0x9E3779B1;
  private static final int MIX_TOO = 0x85EBCA6B;

  /** One generation of the table; a larger one replaces it when places run short. */
  private static final class Places {
    private final int[] tags;
    private final DecisionRow[] rows;
    private final int mask;

    Places(int sets) {
      this.tags = new int[sets * WAYS];
      this.rows = new DecisionRow[sets * WAYS];
      this.mask = sets - 1;
    }
  }

  private final int mostSets;
  private volatile Places places = new Places(FIRST_SETS);
  private int displaced;

  /**
   * An empty table.
   *
   * @param mostRows how many rows it may hold
   */
  RowTable(int mostRows) {
    this.mostSets = Math.max(FIRST_SETS, Integer.highestOneBit(Math.max(1, mostRows / WAYS)));
  }

  /** Mixes the characters that tell ARNs apart: of the key id, the Region and the account. */
  static int tag(String arn) {
    int length = arn.length();
    if (length < SHORTEST) {
      return arn.hashCode() | 1;
    }
    int low =
        arn.charAt(length - 1)
            | (arn.charAt(length - 2) << 8)
            | (arn.charAt(length - 3) << 16)
            | (arn.charAt(length - 4) << 24);
    int middle =
        arn.charAt(length - 5)
            | (arn.charAt(length - 6) << 8)
            | (arn.charAt(length - 8) << 16)
            | (arn.charAt(length - 11) << 24);
    int high = arn.charAt(20) | (arn.charAt(16) << 8) | (length << 16);
    int mixed = (((low * MIX) ^ middle) * MIX) ^ (high * MIX_TOO);
    return (mixed ^ (mixed >>> 15)) | 1; // never 0, which marks a free place
  }

  /** The row of an ARN, or null. */
  @Nullable DecisionRow find(String arn) {
    int tag = tag(arn);
    Places current = places;
    int first = ((tag >>> 1) & current.mask) * WAYS;
    int[] tags = current.tags;
    for (int place = first; place < first + WAYS; place++) {
      if (tags[place] == tag) {
        DecisionRow row = current.rows[place];
        if (row != null && row.arn().equals(arn)) {
          return row;
        }
      }
    }
    return null;
  }

  /**
   * Keeps a row, in place of an older row of the same ARN or, where places run short, of another.
   */
  synchronized void put(DecisionRow row) {
    if (displaced > places.rows.length / 8 && places.mask + 1 < mostSets) {
      grow();
    }
    put(places, row);
  }

  private void put(Places into, DecisionRow row) {
    int tag = tag(row.arn());
    int first = ((tag >>> 1) & into.mask) * WAYS;
    int victim = first + (displaced & (WAYS - 1));
    boolean full = true;
    for (int place = first; place < first + WAYS; place++) {
      DecisionRow held = into.rows[place];
      if (held == null || held.arn().equals(row.arn())) {
        victim = place;
        full = false;
        break;
      }
    }
    displaced += full ? 1 : 0;
    into.rows[victim] = row;
    into.tags[victim] = tag;
  }

  private void grow() {
    Places larger = new Places((places.mask + 1) * 2);
    displaced = 0;
    for (DecisionRow row : places.rows) {
      if (row != null) {
        put(larger, row);
      }
    }
    displaced = 0;
    places = larger;
  }

  /** Forgets every row. */
  synchronized void clear() {
    Arrays.fill(places.rows, null);
    Arrays.fill(places.tags, 0);
  }
}
