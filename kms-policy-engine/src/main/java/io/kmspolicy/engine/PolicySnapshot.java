package io.kmspolicy.engine;

import io.kmspolicy.engine.store.ShardedMap;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies of many callers and keys at one moment; callers and resources that it does not list
 * are unknown. Immutable; a modified copy shares all unchanged entries, and equal layers are
 * interned.
 *
 * <p>The layers of a role ({@link AnyRoleSession}) are those of each of its sessions that is not
 * listed itself. The names of roles are unique in an account, so a session whose path is unknown
 * belongs to the listed role of its name, and has its path.
 *
 * <pre>{@code
 * PolicySnapshot snapshot =
 *     PolicySnapshot.builder().principal(app, appPolicies).key(key, keyPolicies).build();
 * PolicySnapshot next = snapshot.toBuilder().key(key, changedPolicies).build();
 * }</pre>
 */
public final class PolicySnapshot {

  private final ShardedMap<Caller, PrincipalPolicies> principals;

  /** The listed role of each name. The keys have no path; so has the value of an ambiguous name. */
  private final ShardedMap<Caller, AnyRoleSession> roles;

  private final ShardedMap<String, KeyPolicies> keys;
  private final LayerInterner interner;

  private PolicySnapshot(
      ShardedMap<Caller, PrincipalPolicies> principals,
      ShardedMap<Caller, AnyRoleSession> roles,
      ShardedMap<String, KeyPolicies> keys,
      LayerInterner interner) {
    this.principals = principals;
    this.roles = roles;
    this.keys = keys;
    this.interner = interner;
  }

  /** A builder of a snapshot without callers and resources. */
  public static Builder builder() {
    return new PolicySnapshot(
            ShardedMap.empty(), ShardedMap.empty(), ShardedMap.empty(), new LayerInterner())
        .toBuilder();
  }

  /** A builder that starts with the entries of this snapshot. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The callers that are listed, in no particular order. */
  public Set<Caller> callers() {
    return principals.keys();
  }

  /** The resources that are listed, in no particular order. */
  public Set<KmsResource> resources() {
    return keys.keys().stream().map(KmsResource::parse).collect(Collectors.toSet());
  }

  /** Whether a caller or its role is listed. */
  public boolean lists(Caller caller) {
    return isListed(caller) || (caller instanceof RoleCaller session && role(session) != null);
  }

  /** Whether a resource is listed. */
  public boolean lists(KmsResource resource) {
    return keys.get(resource.arn()) != null;
  }

  /** The layers of a resource; unknown if it is not listed. */
  public KeyPolicies key(KmsResource resource) {
    return key(resource.arn());
  }

  /** The layers of a caller; unknown if neither it nor its role is listed. */
  public PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies listed = principals.get(caller);
    if (listed == null && caller instanceof RoleCaller session) {
      AnyRoleSession role = role(session);
      listed = role == null ? null : principals.get(role);
    }
    return listed != null ? listed : PrincipalPolicies.unknown();
  }

  /** The listed role of a session, or null. */
  private @Nullable AnyRoleSession role(RoleCaller session) {
    AnyRoleSession listed = roles.get(withoutPath(session));
    boolean sameRole =
        listed != null
            && (listed.path() instanceof RolePath.Unknown
                || session.path() instanceof RolePath.Unknown
                || listed.path().equals(session.path()));
    return sameRole ? listed : null;
  }

  private static AnyRoleSession withoutPath(RoleCaller session) {
    return session.anySession().withPath(RolePath.unknown());
  }

  /** The caller with the path of its role, if the snapshot lists the role. */
  Caller resolved(Caller caller) {
    if (!(caller instanceof RoleCaller session) || session.path() instanceof RolePath.Known) {
      return caller;
    }
    AnyRoleSession role = role(session);
    return role == null ? caller : session.withPath(role.path());
  }

  /** The layers of each resource that is listed. */
  Stream<KeyPolicies> listedKeys() {
    return keys.keys().stream().map(this::key);
  }

  /** Whether the caller itself is listed. */
  boolean isListed(Caller caller) {
    return principals.get(caller) != null;
  }

  /** The layers of a resource; unknown if it is not listed. */
  KeyPolicies key(String arn) {
    KeyPolicies listed = keys.get(arn);
    return listed != null ? listed : KeyPolicies.unknown();
  }

  /** The ARNs of the resources that another snapshot does not list with the same layers. */
  Set<String> keysChangedSince(PolicySnapshot before) {
    return keys.changedSince(before.keys);
  }

  /** The callers that another snapshot does not list with the same layers. */
  Set<Caller> principalsChangedSince(PolicySnapshot before) {
    return principals.changedSince(before.principals);
  }

  /** The snapshot's own instance of an ARN that it lists, so that rows do not keep another copy. */
  String own(String arn) {
    return keys.own(arn);
  }

  /** A builder of snapshots. Not thread-safe. */
  public static final class Builder {

    private final PolicySnapshot before;
    private final Map<Caller, PrincipalPolicies> principals = new LinkedHashMap<>();
    private final Map<Caller, AnyRoleSession> roles = new HashMap<>();
    private final Map<String, KeyPolicies> keys = new HashMap<>();

    private Builder(PolicySnapshot before) {
      this.before = before;
    }

    /**
     * Sets the layers of a caller.
     *
     * @param caller the caller; for a role, the layers are those of each of its sessions that is
     *     not listed itself
     */
    public Builder principal(Caller caller, PrincipalPolicies policies) {
      principals.put(caller, before.interner.of(policies));
      if (caller instanceof AnyRoleSession role) {
        putRole(withoutPath(role), role);
      }
      return this;
    }

    private void putRole(AnyRoleSession name, AnyRoleSession role) {
      AnyRoleSession listed = roles.getOrDefault(name, before.roles.get(name));
      roles.put(name, listed == null || listed.equals(role) ? role : name);
    }

    /**
     * Sets the layers of a resource.
     *
     * @param resource a key, an alias, or {@link KmsResource.Any} for calls without a key
     */
    public Builder key(KmsResource resource, KeyPolicies policies) {
      String arn = resource.arn();
      keys.put(arn, before.interner.of(arn, policies));
      return this;
    }

    /** The snapshot. */
    public PolicySnapshot build() {
      return new PolicySnapshot(
          before.principals.with(principals),
          before.roles.with(roles),
          before.keys.with(keys),
          before.interner);
    }
  }
}
