package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;

/**
 * A caller, resolved once, with a cache of its most recent rows.
 *
 * <pre>{@code
 * PrincipalHandle app = authorizer.principal(Caller.parse(roleSessionArn));
 * Decision decision = app.decide(decrypt, keyArn, context);
 * }</pre>
 *
 * <p>A decision uses either the policies of the published snapshot or the policies that are passed
 * to it, never both.
 *
 * <p>Thread-safe; share one handle among the threads of a service. A repeated decision on the same
 * key and action, with the same policies, takes no lock and allocates nothing.
 */
public final class PrincipalHandle {

  private final DecisionPoint point;

  /** Bounds the rows of all handles; called after a row was added. */
  private final Runnable rowAdded;

  private final Caller caller;
  private final int maxRows;

  /** Replaced whole; a thread that sees an older one makes another. */
  private @Nullable SnapshotRows current;

  /** Replaced whole; a thread that sees an older one makes another. */
  private @Nullable PassedRows passed;

  /**
   * The compiled caller in a snapshot, and the rows that are valid in that snapshot. It refers to
   * the snapshot by number, so an unused handle does not keep an old snapshot in memory.
   */
  private record SnapshotRows(
      int number, CompiledPrincipal principal, RowTable<DecisionRow> rows) {}

  PrincipalHandle(DecisionPoint point, Runnable rowAdded, Caller caller, int maxRows) {
    this.point = point;
    this.rowAdded = rowAdded;
    this.caller = caller;
    this.maxRows = maxRows;
  }

  /** The caller. */
  public Caller caller() {
    return caller;
  }

  /**
   * Decides on the policies of the published snapshot.
   *
   * @param action the action
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @param context the condition context; asked only for the keys that a test needs
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(ActionHandle action, String resource, ConditionContext context) {
    PublishedSnapshot published = point.published();
    SnapshotRows now = current;
    int number = action.number();
    if (now != null && now.number() == published.number() && number >= 0) {
      DecisionRow row = now.rows().find(resource);
      if (row != null && row.canDecide(number)) {
        return row.decide(number, context);
      }
    }
    return decideSlowly(published, action, resource, context);
  }

  /** The first decision of this caller for this resource or action in this snapshot. */
  private Decision decideSlowly(
      PublishedSnapshot published, ActionHandle action, String resource, ConditionContext context) {
    KeyPolicies key = published.policiesOf(resource);
    if (action.number() != ActionIndex.NONE) {
      try {
        SnapshotRows now = in(published);
        return row(now, published.own(resource), key, action.number())
            .decide(action.number(), context);
      } catch (PolicyTooLargeException tooLarge) {
        // The compiled form takes no such policies.
      }
    }
    return point.evaluate(
        caller, action, KmsResource.parse(resource), published.policiesOf(caller), key, context);
  }

  private DecisionRow row(SnapshotRows now, String arn, KeyPolicies key, int action) {
    DecisionRow cached = now.rows().find(arn);
    if (cached != null && cached.canDecide(action)) {
      return cached;
    }
    DecisionRow row = point.row(now.principal(), arn, key, action);
    now.rows().put(arn, row);
    rowAdded.run();
    return row;
  }

  /** The rows for a snapshot; after a change, the rows of unchanged policies remain. */
  private SnapshotRows in(PublishedSnapshot published) {
    SnapshotRows before = current;
    if (before != null && before.number() == published.number()) {
      return before;
    }
    CompiledPrincipal principal = published.principal(caller);
    RowTable<DecisionRow> rows =
        before != null && isSame(before.principal(), principal)
            ? published.stillValid(before.rows(), before.number())
            : new RowTable<>(maxRows);
    SnapshotRows now = new SnapshotRows(published.number(), principal, rows);
    if (before == null || before.number() < published.number()) {
      current = now;
    }
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(CompiledPrincipal left, CompiledPrincipal right) {
    return left == right;
  }

  /**
   * Decides on policies that the application passes. The decision depends on exactly these
   * policies: compiled forms and rows are reused only if they were built from the same or equal
   * objects. Pass the same objects as long as the policies do not change; a repeated decision then
   * only compares references.
   *
   * @param action the action
   * @param resource the resource
   * @param own the caller's current layers
   * @param key the resource's current layers
   * @param context the condition context; asked only for the keys that a test needs
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    point.requireOpen();
    PassedRows now = passed;
    int number = action.number();
    if (now != null && now.isOf(own) && number >= 0) {
      PassedRows.Row found = now.rows().find(resource.arn());
      if (found != null && found.isOf(key) && found.row().canDecide(number)) {
        return found.row().decide(number, context);
      }
    }
    return decideSlowly(action, resource, own, key, context);
  }

  /** The first decision of this caller on these policies for this resource or action. */
  private Decision decideSlowly(
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    if (action.number() != ActionIndex.NONE) {
      try {
        return row(of(own), resource, key, action.number()).decide(action.number(), context);
      } catch (PolicyTooLargeException tooLarge) {
        // The compiled form takes no such policies.
      }
    }
    return point.evaluate(caller, action, resource, own, key, context);
  }

  private DecisionRow row(PassedRows now, KmsResource resource, KeyPolicies key, int action) {
    PassedRows.Row cached = now.rows().find(resource.arn());
    if (cached != null && cached.isOf(key) && cached.row().canDecide(action)) {
      return cached.row();
    }
    DecisionRow row = point.row(now.principal(), resource, key, action);
    now.rows().put(resource.arn(), new PassedRows.Row(key, row));
    rowAdded.run();
    return row;
  }

  /** The rows for the caller's layers. */
  private PassedRows of(PrincipalPolicies own) {
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
    return now;
  }

  /**
   * Decides by the action's name, on the policies of the published snapshot.
   *
   * @param action the action, such as {@code kms:Decrypt}; letter case is ignored
   * @see #decide(ActionHandle, String, ConditionContext)
   */
  public Decision decide(String action, String resource, ConditionContext context) {
    return decide(point.action(action), resource, context);
  }

  /** Decides on the policies of the published snapshot, and explains; off the hot path. */
  public Explanation explain(ActionHandle action, String resource, ConditionContext context) {
    return point.explain(caller, action, resource, context);
  }

  /** The number of its rows. */
  int rowCount() {
    SnapshotRows ofSnapshot = current;
    PassedRows ofPassed = passed;
    return (ofSnapshot == null ? 0 : ofSnapshot.rows().size())
        + (ofPassed == null ? 0 : ofPassed.rows().size());
  }

  /** Removes all rows. */
  void clear() {
    current = null;
    passed = null;
  }
}
