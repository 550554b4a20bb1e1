package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.KeyGroups;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RoleSession;
import java.util.Set;

/**
 * A published snapshot with its number and its compiled policies. A decision reads the current
 * instance once and uses it throughout, so it never mixes two snapshots.
 */
final class PublishedSnapshot {

  /** A decision that compares its rows with more changed keys would take too long. */
  private static final int MAX_CHANGED = 1_000;

  private final int number;
  private final PolicySnapshot snapshot;
  private final CompilationCache compiled;
  private final Set<String> changed;
  private final KeyGroups groups;

  private PublishedSnapshot(
      int number,
      PolicySnapshot snapshot,
      CompilationCache compiled,
      Set<String> changed,
      KeyGroups groups) {
    this.groups = groups;
    this.number = number;
    this.snapshot = snapshot;
    this.compiled = compiled;
    this.changed = changed;
  }

  /** The first snapshot of an authorizer. */
  static PublishedSnapshot first(PolicySnapshot snapshot, CompilationCache compiled) {
    return new PublishedSnapshot(1, snapshot, compiled, Set.of(), KeyGroups.empty());
  }

  /**
   * The successor of this snapshot, compiled. It has the same number if all layers are equal, so
   * that all rows remain.
   */
  PublishedSnapshot next(PolicySnapshot following) {
    SnapshotChanges changes =
        SnapshotChanges.compile(snapshot, following, compiled, Workers.spare());
    return changes.isEmpty()
        ? new PublishedSnapshot(number, following, compiled, changed, groups)
        : new PublishedSnapshot(
            number + 1, following, compiled, changes.keys(), groups.next(changes.keys()));
  }

  /**
   * The rows that are still valid, for a caller whose own layers did not change. An empty table if
   * more than one snapshot was published since, or if many keys changed; then the {@code RowCache}
   * has the rows that are still valid.
   */
  RowTable<DecisionRow> stillValid(RowTable<DecisionRow> rows, int thenNumber) {
    return thenNumber == number - 1 && changed.size() <= MAX_CHANGED
        ? rows.without(changed)
        : rows.emptied();
  }

  int number() {
    return number;
  }

  /** The keys in groups that have one row for each caller. */
  KeyGroups groups() {
    return groups;
  }

  CompiledPrincipal principal(Caller caller) {
    return compiled.principal(snapshot.resolved(caller), snapshot.principal(caller));
  }

  /** The caller with the path of its role, if the snapshot lists the role. */
  Caller resolved(Caller caller) {
    return snapshot.resolved(caller);
  }

  /** Whether the snapshot lists this session itself, and not only its role. */
  boolean isListed(RoleCaller session) {
    return session instanceof RoleSession && snapshot.isListed(session);
  }

  PrincipalPolicies policiesOf(Caller caller) {
    return snapshot.principal(caller);
  }

  /** The layers of a resource; unknown if the snapshot does not list it. */
  KeyPolicies policiesOf(String arn) {
    return snapshot.key(arn);
  }

  String own(String arn) {
    return snapshot.own(arn);
  }
}
