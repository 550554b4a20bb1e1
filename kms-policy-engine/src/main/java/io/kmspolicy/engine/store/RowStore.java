package io.kmspolicy.engine.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.row.RowMaker;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all callers: a cache that makes what it does not have, and the {@link Rows} of each
 * caller, which are faster and in front of it. Thread-safe.
 *
 * <p>A row is found by the compiled principal, compared by identity, and the resource's ARN. It is
 * valid only for the compiled form of the resource's policies from which it was made.
 *
 * <p>One bound holds for the bytes of all rows. They are the entries of the cache; the rows and
 * residual policies, which entries share and which count once, as long as an entry has them; and
 * the slots of the tables. The cache weighs its entries, each with what it was the first to have,
 * and gets what the rest leaves of the bound: the tables, shared parts that outlived such an entry,
 * and what decisions built to answer for unknown keys. A row that is evicted leaves the table of
 * its caller, too. What tables grow by is counted up, and counted anew by a visit of all callers
 * after so many bytes that a visit is rare, since callers that nobody refers to any more take their
 * tables along. If tables and rows of shapes have half of the bound, all tables start empty again,
 * and their rows are found in the cache.
 */
public final class RowStore {

  /** An entry of the cache without its row: two nodes, their places, the key, and the value. */
  static final int ENTRY_BYTES = 40 + 32 + 10 + 12 + 24 + 24;

  /** An element of {@link #ofShapes} without its row. */
  private static final int HELD_BYTES = 32 + 8;

  /** The least bound of the tables, so that small ones are not emptied at each addition. */
  static final int LEAST_OF_TABLES = 1 << 18;

  /** The tables may grow by a sixteenth of the bound, or their least bound, before a new count. */
  private static final int COUNTED_BITS = 4;

  /** So little of the bound changes the share of the cache: a sixty-fourth. */
  private static final int SHARE_BITS = 6;

  private final CompilationCache compiled;
  private final RowMaker maker;
  private final RowInterner interner;
  private final int rowsPerCaller;
  private final long maximum;
  private final long maximumOfTables;

  /** Replaced when it is cleared, since a cache keeps its capacity. */
  private volatile Cache<Place, Entry> rows;

  /** The share of {@link #rows} in the bound. */
  private volatile long share;

  /** The rows of callers live as long as a handle refers to them. */
  private final Cache<Caller, CallerRows> callers =
      Housekeeping.later(Caffeine.newBuilder().weakValues());

  /** The bytes of the tables: as they were counted last, and what they grew by since. */
  private final AtomicLong ofTables = new AtomicLong();

  /** At so many bytes the tables are counted anew. */
  private volatile long nextCount;

  /** The bytes of rows and residual policies that outlived the entry that counted them. */
  private final AtomicLong unweighed = new AtomicLong();

  /** The rows of shapes, which have no entries. */
  private final Set<DecisionRow> ofShapes = ConcurrentHashMap.newKeySet();

  private final AtomicLong bytesOfShapes = new AtomicLong();
  private final LongAdder evicted = new LongAdder();

  /** How often a caller was visited to count or to empty its tables. */
  private final LongAdder visits = new LongAdder();

  private final LongAdder found = new LongAdder();
  private final LongAdder made = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder firsts = new LongAdder();
  private final LongAdder firstNanos = new LongAdder();

  /**
   * Where a row is. The compiled principal is compared by identity: a principal whose policies
   * change gets a new compiled form. The order lets the hash table search equal hash codes in a
   * tree, since users choose the names of aliases.
   */
  private record Place(CompiledPrincipal principal, String arn) implements Comparable<Place> {

    @Override
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    public boolean equals(Object other) {
      return other instanceof Place that && principal == that.principal && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(principal) + arn.hashCode();
    }

    @Override
    public int compareTo(Place other) {
      int byArn = arn.compareTo(other.arn);
      return byArn != 0
          ? byArn
          : Integer.compare(
              System.identityHashCode(principal), System.identityHashCode(other.principal));
    }
  }

  /**
   * A row with the compiled policies of the resource from which it was made. Many keys of a fleet
   * have equal rows, which are interned.
   *
   * @param heldBytes the size of what no other entry had when this one was made
   */
  private record Entry(DecisionRow row, CompiledKey key, int heldBytes) {

    /** Whether the row was made of these or equal policies. */
    @SuppressWarnings("ReferenceEquality") // the cheap comparison first
    boolean isMadeOf(CompiledKey other) {
      return key == other || key.equals(other);
    }
  }

  /**
   * An empty store.
   *
   * @param compiled has the compiled policies from which rows are made
   * @param maker makes the rows that the store does not have
   * @param interner interns rows and residual policies
   * @param bytes the approximate maximum size of all rows in bytes
   * @param rowsPerCaller the maximum number of rows in a table of a caller
   */
  public RowStore(
      CompilationCache compiled,
      RowMaker maker,
      RowInterner interner,
      long bytes,
      int rowsPerCaller) {
    this.compiled = compiled;
    this.maker = maker;
    this.interner = interner;
    this.rowsPerCaller = rowsPerCaller;
    this.maximum = bytes;
    this.maximumOfTables = Math.max(LEAST_OF_TABLES, bytes / 2);
    this.nextCount = countAfter(0);
    this.share = bytes;
    this.rows = cache(bytes);
  }

  private Cache<Place, Entry> cache(long bytes) {
    return Caffeine.newBuilder()
        .executor(Runnable::run)
        .maximumWeight(bytes)
        .weigher((Place place, Entry entry) -> ENTRY_BYTES + entry.heldBytes())
        .removalListener(this::removed)
        .build();
  }

  /** The compiled policies from which rows are made. */
  public CompilationCache compiled() {
    return compiled;
  }

  /** The rows of a caller; those that the sessions of a role share are of any of its sessions. */
  public CallerRows of(Caller caller) {
    return callers.get(caller, each -> new CallerRows(each, rowsPerCaller));
  }

  /** As {@link #ready(CompiledPrincipal, AskedResource, int, Rows)}, for a caller without rows. */
  public DecisionRow ready(CompiledPrincipal principal, AskedResource asked, int action) {
    return ready(principal, asked, action, null);
  }

  /**
   * The row that can decide the action; made or extended if necessary. The caller's rows get it
   * before the cache does, which may evict it at once.
   *
   * <p>Making takes place outside the cache, so no other row waits for it. Two threads that need
   * the same row at once may both make it.
   */
  DecisionRow ready(
      CompiledPrincipal principal, AskedResource asked, int action, @Nullable Rows own) {
    Place place = new Place(principal, asked.arn());
    Entry entry = rows.getIfPresent(place);
    DecisionRow before = entry != null && entry.isMadeOf(asked.compiled()) ? entry.row() : null;
    boolean isFound = before != null && before.canDecide(action);
    if (isFound) {
      found.increment();
    }
    DecisionRow row = extended(before, principal, asked, action);
    if (own != null) {
      own.keep(this, asked, row);
    }
    if (!isFound) {
      rows.put(place, new Entry(row, asked.compiled(), row.hold()));
    }
    return row;
  }

  /**
   * A row that can decide the action, without an entry in the cache.
   *
   * @param before the row as it was; null if there is none
   */
  DecisionRow extended(
      @Nullable DecisionRow before, CompiledPrincipal principal, AskedResource asked, int action) {
    if (before != null && before.canDecide(action)) {
      return before;
    }
    long start = System.nanoTime();
    DecisionRow row =
        interner.row(maker.row(before, principal, asked.compiled(), asked.resource(), action));
    (before == null ? made : found).increment();
    if (row.isTested(action)) {
      extended.increment();
    }
    firsts.increment();
    firstNanos.add(System.nanoTime() - start);
    return row;
  }

  /** What an entry counted, and others have still, is not weighed any more. */
  private void removed(@Nullable Place place, @Nullable Entry entry, RemovalCause cause) {
    if (place == null || entry == null) {
      return; // Both are held strongly.
    }
    unweighed.addAndGet(entry.heldBytes() - (long) entry.row().release());
    if (cause.wasEvicted()) {
      evicted.increment();
      Caller caller = place.principal().caller();
      leaveTable(caller, place);
      if (caller instanceof RoleCaller role && role.path() instanceof RolePath.Known) {
        leaveTable(role.withPath(RolePath.unknown()), place); // A snapshot may know the path.
      }
    }
  }

  private void leaveTable(Caller caller, Place place) {
    CallerRows table = callers.getIfPresent(caller);
    if (table != null) {
      table.remove(place.principal(), place.arn());
    }
  }

  /** A caller has the row of a shape, which counts until the tables start empty again. */
  void hold(DecisionRow row) {
    if (ofShapes.add(row)) {
      bytesOfShapes.addAndGet(HELD_BYTES + row.hold());
    }
  }

  /** The tables of a caller grew; the cache gets what they leave of the bound. */
  void grew(long bytes) {
    if (ofTables.addAndGet(bytes) >= nextCount) {
      countTables();
    }
    if (ofTables.get() + bytesOfShapes.get() > maximumOfTables) {
      clearTables();
    }
    long left = Math.max(0, maximum - besidesCache());
    if (Math.abs(left - share) > maximum >> SHARE_BITS) {
      share = left;
      rows.policy().eviction().ifPresent(bound -> bound.setMaximum(left));
    }
  }

  private long besidesCache() {
    return ofTables.get() + besidesTables();
  }

  private long besidesTables() {
    return bytesOfShapes.get() + unweighed.get() + interner.builtBytes();
  }

  private long countAfter(long bytes) {
    return bytes + Math.max(LEAST_OF_TABLES, maximum >> COUNTED_BITS);
  }

  private void countTables() {
    long counted = bytesOfTables();
    ofTables.set(counted);
    nextCount = countAfter(counted);
  }

  /** The size of all tables; visits all callers. */
  private long bytesOfTables() {
    long bytes = 0;
    Set<RowTable<?>> ofKeys = new HashSet<>();
    for (CallerRows caller : callers.asMap().values()) {
      visits.increment();
      bytes += caller.bytes();
      KeyShapes keys = caller.keys();
      bytes += keys != null && ofKeys.add(keys.table()) ? keys.bytes() : 0;
    }
    return bytes;
  }

  private void clearTables() {
    for (CallerRows caller : callers.asMap().values()) {
      visits.increment();
      caller.clear();
    }
    for (DecisionRow row : List.copyOf(ofShapes)) {
      if (ofShapes.remove(row)) {
        bytesOfShapes.addAndGet(-HELD_BYTES - row.release());
      }
    }
    ofTables.set(0);
    nextCount = countAfter(0);
  }

  /** Removes all rows. */
  public void clear() {
    clearTables();
    Cache<Place, Entry> before = rows;
    share = maximum;
    rows = cache(maximum);
    before.invalidateAll();
  }

  /** How often a caller was visited to count or to empty its tables. */
  long visits() {
    return visits.sum();
  }

  /** The number of rows of all callers. */
  public long rowsInTables() {
    return callers.asMap().values().stream().mapToLong(CallerRows::size).sum();
  }

  /** The approximate size of all rows in bytes; visits all callers. */
  public long bytes() {
    return bytesOfTables()
        + besidesTables()
        + rows.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L);
  }

  /** What decides an action on a row of a resource, as {@link DecisionRow#residual}. */
  public Object residual(DecisionRow row, int action, String arn) {
    return row.residual(action, arn, interner);
  }

  /** The number of rows that were found in the cache. */
  public long found() {
    return found.sum();
  }

  /** The number of rows that were made. */
  public long made() {
    return made.sum();
  }

  /** The number of rows that were extended by a residual policy. */
  public long extended() {
    return extended.sum();
  }

  /** The number of evicted rows. */
  public long evicted() {
    return evicted.sum();
  }

  /** The number of rows in the cache. */
  public long size() {
    return rows.estimatedSize();
  }

  /** How often rows were made or extended. */
  public long firstDecisions() {
    return firsts.sum();
  }

  /** How many nanoseconds that took. */
  public long firstDecisionNanos() {
    return firstNanos.sum();
  }
}
