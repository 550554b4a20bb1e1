package io.kmspolicy.engine;

import io.kmspolicy.engine.store.CallerRows;
import io.kmspolicy.engine.store.CompilationCache;
import io.kmspolicy.engine.store.KeyShapes;
import io.kmspolicy.engine.store.Rows;
import io.kmspolicy.engine.store.Workers;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A published snapshot with its compiled policies. A decision reads the current instance once and
 * uses it throughout, so it never mixes two snapshots.
 */
final class PublishedSnapshot implements Basis {

  private final PolicySnapshot snapshot;
  private final CompilationCache compiled;

  /** Rows are of this snapshot if they have this object. */
  private final KeyShapes keys;

  private PublishedSnapshot(PolicySnapshot snapshot, CompilationCache compiled, KeyShapes keys) {
    this.snapshot = snapshot;
    this.compiled = compiled;
    this.keys = keys;
  }

  /** The first snapshot of an authorizer. */
  static PublishedSnapshot first(PolicySnapshot snapshot, CompilationCache compiled) {
    return new PublishedSnapshot(snapshot, compiled, KeyShapes.first());
  }

  /**
   * The successor of this snapshot: entries that are different objects are compared by content and
   * compiled, so that decisions after the publication find them compiled. All rows remain if all
   * layers are equal.
   */
  PublishedSnapshot next(PolicySnapshot following) {
    Workers workers = Workers.spare();
    Set<String> changed = ConcurrentHashMap.newKeySet();
    workers.forEach(
        following.keysChangedSince(snapshot),
        arn -> {
          KeyPolicies before = snapshot.key(arn);
          KeyPolicies after = following.key(arn);
          boolean isEqual = after.equals(before);
          compiled.prepare(after, isEqual ? before : null);
          if (!isEqual) {
            changed.add(arn);
          }
        });
    AtomicBoolean isEqual = new AtomicBoolean(changed.isEmpty());
    workers.forEach(
        following.principalsChangedSince(snapshot),
        caller -> {
          PrincipalPolicies after = following.principal(caller);
          compiled.prepare(caller, after);
          if (!after.equals(snapshot.principal(caller))) {
            isEqual.set(false);
          }
        });
    return new PublishedSnapshot(
        following, compiled, isEqual.get() ? keys : keys.next(Set.copyOf(changed)));
  }

  /** The keys of the snapshot; the same object if a snapshot with equal layers was published. */
  KeyShapes keys() {
    return keys;
  }

  @Override
  public boolean setsApart(RoleCaller session) {
    return session instanceof RoleSession && snapshot.isListed(session);
  }

  @Override
  public Rows rows(CallerRows caller) {
    return caller.in(keys, this::principal);
  }

  @Override
  public CompiledPrincipal principal(Caller caller) {
    return compiled.principal(snapshot.resolved(caller), snapshot.principal(caller));
  }

  @Override
  public Caller resolved(Caller caller) {
    return snapshot.resolved(caller);
  }

  @Override
  public PrincipalPolicies policiesOf(Caller caller) {
    return snapshot.principal(caller);
  }

  @Override
  public KeyPolicies policiesOf(String arn) {
    return snapshot.key(arn);
  }

  @Override
  public KmsResource resource(String arn) {
    return KmsResource.parse(arn);
  }

  @Override
  public String own(String arn) {
    return snapshot.own(arn);
  }
}
