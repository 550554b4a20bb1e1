package io.kmspolicy.engine;

import io.kmspolicy.model.Caller;
import io.kmspolicy.model.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The policies of many callers and keys at one moment. Immutable; a changed copy shares everything
 * that did not change.
 *
 * <pre>{@code
 * PolicySnapshot snapshot =
 *     PolicySnapshot.builder().principal(app, appPolicies).key(key, keyPolicies).build();
 * PolicySnapshot next = snapshot.toBuilder().key(key, changedPolicies).build();
 * }</pre>
 */
public final class PolicySnapshot {

  private static final PolicySnapshot EMPTY =
      new PolicySnapshot(ShardedMap.empty(), ShardedMap.empty(), PolicySource.UNKNOWN);

  private final ShardedMap<Caller, PrincipalPolicies> principals;
  private final ShardedMap<String, KeyPolicies> keys;
  private final PolicySource others;

  private PolicySnapshot(
      ShardedMap<Caller, PrincipalPolicies> principals,
      ShardedMap<String, KeyPolicies> keys,
      PolicySource others) {
    this.principals = principals;
    this.keys = keys;
    this.others = others;
  }

  /** Starts a snapshot in which nothing is known of any caller or key. */
  public static Builder builder() {
    return EMPTY.toBuilder();
  }

  /** A builder that starts with what this snapshot says. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  PrincipalPolicies principal(Caller caller) {
    return principals.get(caller).orElseGet(() -> others.principal(caller));
  }

  KeyPolicies key(KmsResource resource) {
    return keys.get(resource.arn()).orElseGet(() -> others.key(resource));
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
      principals.put(caller, policies);
      return this;
    }

    /** Sets the layers of a key or an alias. */
    public Builder key(KmsResource.Owned resource, KeyPolicies policies) {
      keys.put(resource.arn(), policies);
      return this;
    }

    /** Sets where the layers of callers and keys come from that are not listed. */
    public Builder others(PolicySource source) {
      others = source;
      return this;
    }

    /** The snapshot. */
    public PolicySnapshot build() {
      return new PolicySnapshot(before.principals.with(principals), before.keys.with(keys), others);
    }
  }
}
