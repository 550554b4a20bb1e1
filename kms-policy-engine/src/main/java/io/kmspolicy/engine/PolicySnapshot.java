package io.kmspolicy.engine;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The policies of many callers and keys at one moment; callers and resources that it does not list
 * are unknown. Immutable; a modified copy shares all unchanged entries, and equal layers are
 * interned.
 *
 * <pre>{@code
 * PolicySnapshot snapshot =
 *     PolicySnapshot.builder().principal(app, appPolicies).key(key, keyPolicies).build();
 * PolicySnapshot next = snapshot.toBuilder().key(key, changedPolicies).build();
 * }</pre>
 */
public final class PolicySnapshot {

  private final ShardedMap<Caller, PrincipalPolicies> principals;
  private final ShardedMap<String, KeyPolicies> keys;
  private final LayerInterner interner;

  private PolicySnapshot(
      ShardedMap<Caller, PrincipalPolicies> principals,
      ShardedMap<String, KeyPolicies> keys,
      LayerInterner interner) {
    this.principals = principals;
    this.keys = keys;
    this.interner = interner;
  }

  /** A builder of a snapshot without callers and resources. */
  public static Builder builder() {
    return new PolicySnapshot(ShardedMap.empty(), ShardedMap.empty(), new LayerInterner())
        .toBuilder();
  }

  /** A builder that starts with the entries of this snapshot. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The layers of a caller; unknown if it is not listed. */
  PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies listed = principals.get(caller);
    return listed != null ? listed : PrincipalPolicies.unknown();
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
    private final Map<String, KeyPolicies> keys = new HashMap<>();

    private Builder(PolicySnapshot before) {
      this.before = before;
    }

    /** Sets the layers of a caller. */
    public Builder principal(Caller caller, PrincipalPolicies policies) {
      principals.put(caller, before.interner.of(policies));
      return this;
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
          before.principals.with(principals), before.keys.with(keys), before.interner);
    }
  }
}
