package io.kmspolicy.engine.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
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
 * <p>The bytes of all rows are bounded, half for each. A row counts once: with the first entry of
 * the cache that has it, and when that entry was evicted, with the tables of the callers, which may
 * have it still. What is added to the tables is only counted up; at the bound all of them start
 * empty again, and their rows are found in the cache. So a count never visits the callers, and a
 * table never gives up a slot, which is what makes a lookup free of locks.
 */
public final class RowStore {

  /** An entry of the cache without its row: the entry, its key, and the value. */
  private static final int ENTRY_BYTES = 160;

  /**
   * The approximate size of an entry of a table in bytes: its slots in the table, the object that
   * holds the policies, and the ARN.
   */
  public static final int TABLE_ENTRY_BYTES = 208;

  /** The least bound of the tables, so that small ones are not emptied at each addition. */
  private static final int LEAST = 1_024 * TABLE_ENTRY_BYTES;

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final CompilationCache compiled;
  private final Cache<Place, Entry> rows;

  /** The rows that an entry of the cache counts. */
  private final Cache<DecisionRow, Boolean> counted =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  private final int rowsPerCaller;
  private final long maximumOfTables;

  /** The rows of callers live as long as a handle refers to them. */
  private final Cache<Caller, CallerRows> callers =
      Housekeeping.later(Caffeine.newBuilder().weakValues());

  /** The bytes of the tables that were added since they were emptied last. */
  private final AtomicLong ofTables = new AtomicLong();

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
   * @param rowBytes the size of the row if this entry counts it, and 0 otherwise
   */
  private record Entry(DecisionRow row, CompiledKey key, int rowBytes) {

    /** Whether the row was made of these or equal policies. */
    @SuppressWarnings("ReferenceEquality") // the cheap comparison first
    boolean isMadeOf(CompiledKey other) {
      return key == other || key.equals(other);
    }
  }

  /**
   * An empty store.
   *
   * @param interner interns rows and residual policies
   * @param bytes the approximate maximum size of all rows in bytes
   * @param rowsPerCaller the maximum number of rows in a table of a caller
   */
  public RowStore(PolicyCompiler compiler, RowInterner interner, long bytes, int rowsPerCaller) {
    this.compiler = compiler;
    this.interner = interner;
    this.compiled = new CompilationCache(compiler);
    this.rowsPerCaller = rowsPerCaller;
    this.maximumOfTables = Math.max(LEAST, bytes / 2);
    this.rows =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes / 2)
            .weigher((Place place, Entry entry) -> ENTRY_BYTES + entry.rowBytes())
            .evictionListener(
                (@Nullable Place place, @Nullable Entry entry, RemovalCause cause) ->
                    ofTables.addAndGet(released(entry)))
            .recordStats()
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

  /**
   * The row that can decide the action; made or extended if necessary.
   *
   * <p>Making takes place outside the cache, so no other row waits for it. Two threads that need
   * the same row at once may both make it.
   */
  public DecisionRow ready(CompiledPrincipal principal, AskedResource asked, int action) {
    Place place = new Place(principal, asked.arn());
    Entry entry = rows.getIfPresent(place);
    DecisionRow before = entry != null && entry.isMadeOf(asked.compiled()) ? entry.row() : null;
    if (before != null && before.canDecide(action)) {
      found.increment();
      return before;
    }
    DecisionRow row = extended(before, principal, asked, action);
    rows.asMap()
        .compute(
            place,
            (same, now) -> {
              released(now);
              return entry(row, asked.compiled());
            });
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
    RowBuilder builder =
        new RowBuilder(compiler, interner, principal, asked.compiled(), sample(principal, asked));
    DecisionRow row = before == null ? builder.make() : before;
    (before == null ? made : found).increment();
    if (!row.canDecide(action)) {
      extended.increment();
      row = builder.extend(row, action);
    }
    row = interner.row(row);
    firsts.increment();
    firstNanos.add(System.nanoTime() - start);
    return row;
  }

  /** A request of the principal on the resource; a row does not depend on action and context. */
  private AuthorizationRequest sample(CompiledPrincipal principal, AskedResource asked) {
    return new AuthorizationRequest(
        principal.caller(),
        compiler.index().name(0),
        asked.resource(),
        RequestContext.empty(),
        "",
        asked.compiled().manager(),
        "");
  }

  /** An entry, which counts the bytes of its row if no other entry does. */
  private Entry entry(DecisionRow row, CompiledKey key) {
    boolean isFirst = counted.asMap().putIfAbsent(row, true) == null;
    return new Entry(row, key, isFirst ? row.bytes() : 0);
  }

  /** The bytes of the row that an entry counted, which leaves; the next entry counts them. */
  private int released(@Nullable Entry entry) {
    if (entry == null || entry.rowBytes() == 0) {
      return 0;
    }
    counted.invalidate(entry.row());
    return entry.rowBytes();
  }

  /** A caller has a row that it did not have before. */
  void added(boolean isNewEntry) {
    long held = isNewEntry ? ofTables.addAndGet(TABLE_ENTRY_BYTES) : ofTables.get();
    if (held > maximumOfTables) {
      clearTables();
    }
  }

  private void clearTables() {
    ofTables.set(0);
    callers.asMap().values().forEach(CallerRows::clear);
  }

  /** Removes all rows. */
  public void clear() {
    clearTables();
    rows.invalidateAll();
    counted.invalidateAll();
  }

  /** The number of rows of all callers. */
  public long rowsInTables() {
    return callers.asMap().values().stream().mapToLong(CallerRows::size).sum();
  }

  /** The approximate size of all rows in bytes. */
  public long bytes() {
    return ofTables.get()
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
    return rows.stats().evictionCount();
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
