package io.kmspolicy.engine;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policies of many callers and keys at one moment. Immutable; a changed copy shares everything
 * that did not change, and layers that are equal are kept once.
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
  private final PolicySource others;
  private final LayerInterner shared;

  private PolicySnapshot(
      ShardedMap<Caller, PrincipalPolicies> principals,
      ShardedMap<String, KeyPolicies> keys,
      PolicySource others,
      LayerInterner shared) {
    this.principals = principals;
    this.keys = keys;
    this.others = others;
    this.shared = shared;
  }

  /** Starts a snapshot in which nothing is known of any caller or key. */
  public static Builder builder() {
    return new PolicySnapshot(
            ShardedMap.empty(), ShardedMap.empty(), PolicySource.UNKNOWN, new LayerInterner())
        .toBuilder();
  }

  /** A builder that starts with what this snapshot says. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies listed = principals.get(caller);
    return listed != null ? listed : others.principal(caller);
  }

  KeyPolicies key(KmsResource resource) {
    KeyPolicies listed = listed(resource.arn());
    return listed != null ? listed : others.key(resource);
  }

  /** The layers of a key or alias that the snapshot lists itself, or null. */
  @Nullable KeyPolicies listed(String arn) {
    return keys.get(arn);
  }

  /** The ARNs of the keys and aliases that another snapshot does not list with the same layers. */
  Set<String> keysChangedSince(PolicySnapshot before) {
    return keys.changedSince(before.keys);
  }

  /** The snapshot's own string for an ARN that it lists, so that rows need not keep another. */
  String own(String arn) {
    return keys.own(arn);
  }

  /** Collects the changes of a snapshot. Not thread-safe. */
  public static final class Builder {

    private final PolicySnapshot before;
    private final Map<Caller, PrincipalPolicies> principals = new LinkedHashMap<>();
    private final Map<String, KeyPolicies> keys = new HashMap<>();
    private PolicySource others;

    private Builder(PolicySnapshot before) {
      this.before = before;
      this.others = before.others;
    }

    /** Sets the layers of a caller. */
    public Builder principal(Caller caller, PrincipalPolicies policies) {
      principals.put(caller, before.shared.of(policies));
      return this;
    }

    /** Sets the layers of a key or an alias. */
    public Builder key(KmsResource.Owned resource, KeyPolicies policies) {
      String arn = resource.arn();
      keys.put(arn, before.shared.of(arn, policies));
      return this;
    }

    /** Sets where the layers of callers and keys come from that are not listed. */
    public Builder others(PolicySource source) {
      others = source;
      return this;
    }

    /** The snapshot. */
    public PolicySnapshot build() {
      return new PolicySnapshot(
          before.principals.with(principals), before.keys.with(keys), others, before.shared);
    }
  }
}
