package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.AuthorizationRequest;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the rows of all principals, bounded by their total weight. The {@link RowTable} of
 * each principal is a smaller cache in front of it.
 *
 * <p>The key consists of the compiled principal and the resource's ARN. An entry is valid only for
 * the compiled form of the resource's policies from which its row was built. Thread-safe.
 */
public final class RowCache {

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final Cache<RowKey, CachedRow> rows;
  private final RowCounts counts = new RowCounts();

  /**
   * The compiled principal is compared by identity: a principal whose policies change gets a new
   * compiled form. The order lets the hash table search equal hash codes in a tree, since users
   * choose the names of aliases.
   */
  private record RowKey(CompiledPrincipal principal, String arn) implements Comparable<RowKey> {

    @Override
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    public boolean equals(Object other) {
      return other instanceof RowKey that && principal == that.principal && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(principal) + arn.hashCode();
    }

    @Override
    public int compareTo(RowKey other) {
      int byArn = arn.compareTo(other.arn);
      return byArn != 0
          ? byArn
          : Integer.compare(
              System.identityHashCode(principal), System.identityHashCode(other.principal));
    }
  }

  /**
   * A row with the compiled policies from which it was built. Many keys of a fleet have equal rows,
   * which are interned.
   *
   * @param row the row
   * @param key the layers of the resource
   * @param weight the approximate size in bytes of the entry, and of the row if no entry before it
   *     counts the row
   */
  private record CachedRow(DecisionRow row, CompiledKey key, int weight) {

    /** An entry without its row: the entry of the cache, its key, and this record. */
    private static final int ENTRY = 160;

    CachedRow(DecisionRow row, CompiledKey key) {
      this(row, key, ENTRY + row.bytesForCache());
    }

    /**
     * Lets another entry count the row if this one did. An evicted row may come again as the same
     * object, since the interner finds it until it is collected.
     */
    void leave() {
      if (weight > ENTRY) {
        row.leaveCache();
      }
    }

    /** Whether the row was built from these or equal policies. */
    @SuppressWarnings("ReferenceEquality") // the cheap comparison first
    boolean isMadeOf(CompiledKey other) {
      return key == other || key.equals(other);
    }
  }

  /** Counters of events off the hot path. Thread-safe. */
  private static final class RowCounts {
    private final LongAdder found = new LongAdder();
    private final LongAdder made = new LongAdder();
    private final LongAdder extended = new LongAdder();

    void count(boolean wasFound, boolean wasExtended) {
      (wasFound ? found : made).increment();
      if (wasExtended) {
        extended.increment();
      }
    }
  }

  /**
   * An empty cache.
   *
   * @param interner interns rows and residual policies
   * @param bytes the approximate maximum size of all entries in bytes
   */
  public RowCache(PolicyCompiler compiler, RowInterner interner, long bytes) {
    this.compiler = compiler;
    this.interner = interner;
    this.rows =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes)
            .weigher((RowKey key, CachedRow row) -> row.weight())
            .evictionListener(
                (@Nullable RowKey key, @Nullable CachedRow row, RemovalCause cause) -> leave(row))
            .recordStats()
            .build();
  }

  /**
   * The row that was built from these policies and can decide the action; null if there is none.
   */
  public @Nullable DecisionRow find(
      CompiledPrincipal principal, String arn, CompiledKey key, int action) {
    CachedRow cached = rows.getIfPresent(new RowKey(principal, arn));
    if (cached == null || !cached.isMadeOf(key) || !cached.row().canDecide(action)) {
      return null;
    }
    counts.count(true, false);
    return cached.row();
  }

  /**
   * The row that was built from these policies and can decide the action; builds or extends it if
   * necessary.
   *
   * <p>Building takes place outside the cache, so no other row waits for it. Two threads that need
   * the same row at once may both build it.
   *
   * @param request a request of the principal on the resource; its action and context are ignored
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the row that was found
  public DecisionRow ready(
      CompiledPrincipal principal,
      String arn,
      CompiledKey key,
      int action,
      AuthorizationRequest request) {
    RowBuilder builder = new RowBuilder(compiler, interner, principal, key, request);
    RowKey place = new RowKey(principal, arn);
    CachedRow before = rows.getIfPresent(place);
    boolean wasFound = before != null && before.isMadeOf(key);
    boolean wasExtended = false;
    while (true) {
      DecisionRow row = before != null && before.isMadeOf(key) ? before.row() : builder.make();
      if (before != null && row == before.row() && row.canDecide(action)) {
        counts.count(wasFound, wasExtended);
        return row;
      }
      wasExtended |= !row.canDecide(action);
      before = store(place, before, interner.row(builder.extend(row, action)), key);
    }
  }

  /**
   * A row that can decide the action and is not cached here.
   *
   * @param before the row without the action's residual policy; null if there is none
   * @param request a request of the principal on the resource; its action and context are ignored
   */
  public DecisionRow uncached(
      CompiledPrincipal principal,
      CompiledKey key,
      int action,
      AuthorizationRequest request,
      @Nullable DecisionRow before) {
    RowBuilder builder = new RowBuilder(compiler, interner, principal, key, request);
    DecisionRow row = before == null ? builder.make() : before;
    counts.count(before != null, !row.canDecide(action));
    return interner.row(builder.extend(row, action));
  }

  /** Stores a row unless another thread has stored a row of the same policies meanwhile. */
  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private CachedRow store(
      RowKey place, @Nullable CachedRow before, DecisionRow row, CompiledKey key) {
    return rows.asMap()
        .compute(
            place,
            (same, now) -> {
              if (now != null && now != before && now.key() == key) {
                return now;
              }
              leave(now);
              return new CachedRow(row, key);
            });
  }

  private static void leave(@Nullable CachedRow entry) {
    if (entry != null) {
      entry.leave();
    }
  }

  /** Removes all rows. */
  public void clear() {
    rows.invalidateAll();
  }

  /** The number of lookups that found a valid row. */
  public long found() {
    return counts.found.sum();
  }

  /** The number of rows that were built. */
  public long made() {
    return counts.made.sum();
  }

  /** The number of rows that were extended by a residual policy. */
  public long extended() {
    return counts.extended.sum();
  }

  /** The number of evicted rows. */
  public long evicted() {
    return rows.stats().evictionCount();
  }

  /** The approximate size of all entries in bytes. */
  public long bytes() {
    return rows.policy().eviction().map(bound -> bound.weightedSize().orElse(0)).orElse(0L);
  }

  /** The number of rows in the cache. */
  public long size() {
    return rows.estimatedSize();
  }
}
