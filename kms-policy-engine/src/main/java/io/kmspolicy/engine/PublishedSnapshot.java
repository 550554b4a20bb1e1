package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.Set;

/**
 * A published snapshot with its number and its compiled policies. A decision reads the current
 * instance once and uses it throughout, so it never mixes two snapshots.
 */
final class PublishedSnapshot {

  private final int number;
  private final PolicySnapshot snapshot;
  private final CompilationCache compiled;
  private final Set<String> changed;

  private PublishedSnapshot(
      int number, PolicySnapshot snapshot, CompilationCache compiled, Set<String> changed) {
    this.number = number;
    this.snapshot = snapshot;
    this.compiled = compiled;
    this.changed = changed;
  }

  /** The first snapshot of an authorizer. */
  static PublishedSnapshot first(PolicySnapshot snapshot, CompilationCache compiled) {
    return new PublishedSnapshot(1, snapshot, compiled, Set.of());
  }

  /** The successor of this snapshot. */
  PublishedSnapshot next(PolicySnapshot following) {
    return new PublishedSnapshot(
        number + 1, following, compiled, following.keysChangedSince(snapshot));
  }

  /**
   * The rows that are still valid, for a caller whose own layers did not change. An empty table if
   * more than one snapshot was published since.
   */
  RowTable<DecisionRow> stillValid(RowTable<DecisionRow> rows, int thenNumber) {
    return thenNumber == number - 1 ? rows.without(changed) : rows.emptied();
  }

  int number() {
    return number;
  }

  CompiledPrincipal principal(Caller caller) {
    return compiled.principal(caller, snapshot.principal(caller));
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
