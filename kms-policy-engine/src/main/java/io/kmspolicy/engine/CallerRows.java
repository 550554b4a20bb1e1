package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.GroupRows;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;

/**
 * The most recent rows of one caller, or the rows that all sessions of a role share: for the
 * published snapshot, and for the policies that were last passed. On a snapshot, keys of one group
 * have one row ({@link GroupRows}). Thread-safe; a table that holds the row is read without a lock.
 *
 * <p>When the rows of a snapshot or of passed policies are replaced, their table becomes empty, so
 * that a handle that is not used any more keeps no rows in memory.
 */
final class CallerRows {

  private final DecisionPoint point;

  /** Bounds the rows of all callers. */
  private final BoundedRows bounds;

  private final Caller caller;
  private final int maxRows;

  /** The last filling of the tables in which this caller had rows. */
  private int filling;

  /** Replaced whole; a thread that sees an older one makes another. */
  private @Nullable SnapshotRows current;

  /** Replaced whole; a thread that sees an older one makes another. */
  private @Nullable PassedRows passed;

  /**
   * The compiled caller in a snapshot, and the rows that are valid in that snapshot. It refers to
   * the snapshot by number, so an unused handle does not keep an old snapshot in memory.
   */
  record SnapshotRows(
      int number,
      CompiledPrincipal principal,
      @Nullable GroupRows grouped,
      RowTable<DecisionRow> rows) {

    /** The row for a key, or null. */
    @Nullable DecisionRow find(String arn) {
      DecisionRow row = grouped == null ? null : grouped.find(arn);
      return row == null ? rows.find(arn) : row;
    }

    private int size() {
      return rows.size() + (grouped == null ? 0 : grouped.size());
    }

    private void clear() {
      rows.clear();
      if (grouped != null) {
        grouped.clear();
      }
    }
  }

  /**
   * Empty rows.
   *
   * @param bounds bounds the rows of all callers
   * @param maxRows the maximum number of rows of each table
   */
  CallerRows(DecisionPoint point, BoundedRows bounds, Caller caller, int maxRows) {
    this.point = point;
    this.bounds = bounds;
    this.caller = caller;
    this.maxRows = maxRows;
  }

  /** The rows for a snapshot; after a change, the rows of unchanged policies remain. */
  SnapshotRows in(PublishedSnapshot published) {
    SnapshotRows before = current;
    if (before != null && before.number() == published.number()) {
      return before;
    }
    CompiledPrincipal principal = published.principal(caller);
    RowTable<DecisionRow> rows =
        before != null && isSame(before.principal(), principal)
            ? published.stillValid(before.rows(), before.number())
            : new RowTable<>(maxRows);
    SnapshotRows now =
        new SnapshotRows(
            published.number(), principal, grouped(before, principal, published), rows);
    if (before == null || before.number() < published.number()) {
      current = now;
      if (before != null) {
        before.rows().clear();
        bounds.hasRows(this);
      }
    }
    return now;
  }

  private static @Nullable GroupRows grouped(
      @Nullable SnapshotRows before, CompiledPrincipal principal, PublishedSnapshot published) {
    if (before == null || !isSame(before.principal(), principal)) {
      return GroupRows.of(principal, published.groups());
    }
    GroupRows grouped = before.grouped();
    return grouped == null ? null : grouped.in(published.groups());
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(CompiledPrincipal left, CompiledPrincipal right) {
    return left == right;
  }

  /** The row that can decide the action on the policies of a snapshot; built if necessary. */
  DecisionRow row(SnapshotRows now, String arn, KeyPolicies key, int action) {
    GroupRows grouped = now.grouped();
    DecisionRow ofGroup =
        grouped == null ? null : point.groupRow(grouped, now.principal(), arn, key, action);
    DecisionRow row = ofGroup == null ? point.row(now.principal(), arn, key, action) : ofGroup;
    if (ofGroup == null) {
      now.rows().put(arn, row);
    }
    bounds.added(this, row);
    return row;
  }

  /** The rows for the caller's layers. */
  PassedRows of(PrincipalPolicies own) {
    PassedRows before = passed;
    if (before != null && before.isOf(own)) {
      return before;
    }
    CompiledPrincipal principal = point.compile(caller, own);
    RowTable<PassedRows.Row> rows =
        before != null && isSame(before.principal(), principal)
            ? before.rows()
            : new RowTable<>(maxRows);
    PassedRows now = new PassedRows(own, principal, rows);
    passed = now;
    if (before != null && before.rows() != rows) {
      before.rows().clear();
    }
    return now;
  }

  /** The row that can decide the action on policies that are passed; built if necessary. */
  DecisionRow row(PassedRows now, KmsResource resource, KeyPolicies key, int action) {
    DecisionRow row = point.row(now.principal(), resource, key, action);
    now.rows().put(resource.arn(), new PassedRows.Row(key, row));
    bounds.added(this, row);
    return row;
  }

  /** Whether a filling of the tables is not the one of the last call. */
  synchronized boolean isFirstIn(int other) {
    boolean first = filling != other;
    filling = other;
    return first;
  }

  /** The number of rows. */
  int count() {
    SnapshotRows ofSnapshot = current;
    PassedRows ofPassed = passed;
    return (ofSnapshot == null ? 0 : ofSnapshot.size())
        + (ofPassed == null ? 0 : ofPassed.rows().size());
  }

  /** Removes all rows. */
  void clear() {
    SnapshotRows ofSnapshot = current;
    PassedRows ofPassed = passed;
    if (ofSnapshot != null) {
      ofSnapshot.clear();
    }
    if (ofPassed != null) {
      ofPassed.rows().clear();
    }
  }
}
