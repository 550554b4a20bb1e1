package io.kmspolicy.engine.store;

import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The most recent rows of one caller, or the rows that all sessions of a role share: for the
 * published snapshot, and for the policies that were last passed. Thread-safe.
 *
 * <p>When the rows of a snapshot or of passed policies are replaced, their table becomes empty, so
 * that a handle that is not used any more keeps no rows in memory.
 */
public final class CallerRows {

  private final Caller caller;
  private final int maxRows;

  /** Replaced whole; a thread that sees an older one makes another. */
  private Rows.@Nullable OfSnapshot current;

  /** Replaced whole; a thread that sees an older one makes another. */
  private Rows.@Nullable OfPassed passed;

  /**
   * Empty rows.
   *
   * @param maxRows the maximum number of rows of each table
   */
  CallerRows(Caller caller, int maxRows) {
    this.caller = caller;
    this.maxRows = maxRows;
  }

  /**
   * The rows on a snapshot; after a change, the rows of unchanged policies remain.
   *
   * @param compiled the caller as the snapshot has it
   */
  public Rows in(KeyShapes snapshot, Function<Caller, CompiledPrincipal> compiled) {
    Rows.OfSnapshot before = current;
    if (before != null && before.isOf(snapshot)) {
      return before;
    }
    CompiledPrincipal principal = compiled.apply(caller);
    Rows.OfSnapshot now =
        before != null && isSame(before.principal(), principal)
            ? before.in(snapshot)
            : Rows.OfSnapshot.none(snapshot, principal, maxRows);
    if (before == null || before.keys().isBefore(snapshot)) {
      current = now;
      if (before != null) {
        before.clearTable();
      }
    }
    return now;
  }

  /**
   * The rows for the caller's layers.
   *
   * @param compiled the caller with these layers
   */
  public Rows of(PrincipalPolicies own, Function<Caller, CompiledPrincipal> compiled) {
    Rows.OfPassed before = passed;
    if (before != null && before.isOf(own)) {
      return before;
    }
    CompiledPrincipal principal = compiled.apply(caller);
    if (before != null && isSame(before.principal(), principal)) {
      Rows.OfPassed now = new Rows.OfPassed(own, principal, before.rows());
      passed = now;
      return now;
    }
    Rows.OfPassed now = new Rows.OfPassed(own, principal, new RowTable<>(maxRows));
    passed = now;
    clear(before);
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(CompiledPrincipal left, CompiledPrincipal right) {
    return left == right;
  }

  /** The snapshot of the current rows, or null. */
  @Nullable KeyShapes keys() {
    Rows.OfSnapshot now = current;
    return now == null ? null : now.keys();
  }

  /** The approximate size in bytes, without the rows. */
  long bytes() {
    return bytes(current) + bytes(passed);
  }

  private static long bytes(@Nullable Rows rows) {
    return rows == null ? 0 : rows.bytes();
  }

  /** Removes the row of a resource that its compiled caller has, if it is not the row of many. */
  void remove(CompiledPrincipal principal, String arn) {
    remove(current, principal, arn);
    remove(passed, principal, arn);
  }

  private static void remove(@Nullable Rows rows, CompiledPrincipal principal, String arn) {
    if (rows != null && isSame(rows.principal(), principal)) {
      rows.remove(arn);
    }
  }

  /** The number of rows. */
  int size() {
    return size(current) + size(passed);
  }

  private static int size(@Nullable Rows rows) {
    return rows == null ? 0 : rows.size();
  }

  /** Removes all rows. */
  void clear() {
    clear(current);
    clear(passed);
  }

  private static void clear(@Nullable Rows rows) {
    if (rows != null) {
      rows.clear();
    }
  }
}
