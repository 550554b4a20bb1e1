package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.AuthorizationRequest;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all principals, bounded by their weight. Each principal's {@link RowTable} stands in
 * front of it.
 *
 * <p>A row is found by the compiled form of its principal and the resource's ARN, and counts only
 * for the compiled form of the resource's policies that it was made of. Thread-safe.
 */
public final class RowCache {

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final Cache<RowKey, CachedRow> rows;
  private final RowCounts counts = new RowCounts();

  /** The principal as compiled: a principal whose policies changed has another compiled form. */
  private record RowKey(CompiledPrincipal principal, String arn) {

    @Override
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    public boolean equals(Object other) {
      return other instanceof RowKey that && principal == that.principal && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(principal) + arn.hashCode();
    }
  }

  /**
   * A row and what it was made of. Many keys of a fleet have equal rows, which exist once.
   *
   * @param row the row
   * @param key the layers of the resource
   */
  private record CachedRow(DecisionRow row, CompiledKey key) {

    /** Whether the row was made of these policies, or of equal ones. */
    @SuppressWarnings("ReferenceEquality") // the cheap comparison first
    boolean isMadeOf(CompiledKey other) {
      return key == other || key.equals(other);
    }

    /** About how many bytes the entry takes, without what it shares with others. */
    int weight() {
      return 160;
    }
  }

  /** Counts what happens to rows off the hot path. Thread-safe. */
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
   * @param interner keeps equal rows once
   * @param bytes about how many bytes the rows may take
   */
  public RowCache(PolicyCompiler compiler, RowInterner interner, long bytes) {
    this.compiler = compiler;
    this.interner = interner;
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((RowKey key, CachedRow row) -> row.weight())
            .recordStats()
            .build();
  }

  /** A row that was made of these policies and can decide the action; null if there is none. */
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
   * A row that was made of these policies and can decide the action; makes or extends it if needed.
   *
   * @param request a request of the principal on the resource; its action and context do not count
   */
  public DecisionRow ready(
      CompiledPrincipal principal,
      String arn,
      CompiledKey key,
      int action,
      AuthorizationRequest request) {
    RowBuilder builder = new RowBuilder(compiler, interner, principal, key, request);
    return rows.asMap()
        .compute(new RowKey(principal, arn), (same, held) -> ready(held, key, action, builder))
        .row();
  }

  private CachedRow ready(
      @Nullable CachedRow held, CompiledKey key, int action, RowBuilder builder) {
    boolean holds = held != null && held.isMadeOf(key);
    DecisionRow row = holds && held != null ? held.row() : builder.make();
    boolean extend = !row.canDecide(action);
    counts.count(holds, extend);
    if (held != null && holds && !extend) {
      return held;
    }
    return new CachedRow(interner.row(builder.extend(row, action)), key);
  }

  /** Removes all rows. */
  public void clear() {
    rows.invalidateAll();
  }

  /** How many valid rows were found here. */
  public long found() {
    return counts.found.sum();
  }

  /** How many rows were made. */
  public long made() {
    return counts.made.sum();
  }

  /** How many rows were extended by an action. */
  public long extended() {
    return counts.extended.sum();
  }

  /** How many rows were evicted. */
  public long evicted() {
    return rows.stats().evictionCount();
  }

  /** How many rows are held now. */
  public long size() {
    return rows.estimatedSize();
  }
}
