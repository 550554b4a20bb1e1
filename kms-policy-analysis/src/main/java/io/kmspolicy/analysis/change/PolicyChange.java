package io.kmspolicy.analysis.change;

import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of policies, divided into the keys that exist before it and those that it creates.
 * Nothing is allowed on a key that does not exist, so every use of a new key would be new. A new
 * key is therefore compared with one that every caller of its own account may use, and no other. A
 * key that the change removes keeps its policies: what removes it waits before it deletes it, or
 * does not delete it.
 *
 * @param before the state before the change, of the keys that exist before it
 * @param after the state after the change, of the same keys
 * @param open the new keys, each open to its own account, and the callers after the change
 * @param created the new keys as the change creates them
 */
public record PolicyChange(
    PolicyState before, PolicyState after, PolicyState open, PolicyState created) {

  private static final String SOME_REGION = "us-east-1";

  /**
   * Divides a change, also by the users and roles that it creates: with keys that are not known
   * they count by their own policies.
   */
  public static List<PolicyChange> allOf(PolicyState before, PolicyState after) {
    return NewPrincipals.divide(before, after);
  }

  /** Divides a change by its keys. */
  static PolicyChange of(PolicyState before, PolicyState after) {
    if (before.scope() != PolicyState.Scope.EFFECTIVE) {
      PolicyState none = new PolicyState(Map.of(), Map.of());
      return new PolicyChange(before, after, none, none);
    }
    Map<KmsResource.Key, KeyPolicies> known = new LinkedHashMap<>();
    Map<KmsResource.Key, KeyPolicies> created = new LinkedHashMap<>();
    Map<KmsResource.Key, KeyPolicies> open = new LinkedHashMap<>();
    after
        .keys()
        .forEach(
            (key, policies) -> {
              boolean isKnown = before.keys().containsKey(key);
              (isKnown ? known : created).put(key, policies);
              if (!isKnown) {
                open.put(key, openToAccount(key, policies));
              }
            });
    known.putAll(removed(before, after));
    PolicyState kept = after.withKeys(known);
    PolicyState bare = after.withOtherKeys(Map.of());
    String partition =
        created.keySet().stream().map(KmsResource.Key::partition).findFirst().orElse("aws");
    return new PolicyChange(
        known.isEmpty() ? withSomeKeys(before, partition) : before,
        known.isEmpty() ? withSomeKeys(kept, partition) : kept,
        bare.withKeys(open),
        bare.withKeys(created));
  }

  /** The state after a change, with the keys that the change removes. */
  public static PolicyState withRemovedKeys(PolicyState before, PolicyState after) {
    if (before.scope() != PolicyState.Scope.EFFECTIVE) {
      return after;
    }
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>(after.keys());
    keys.putAll(removed(before, after));
    return after.withKeys(keys);
  }

  /**
   * The keys that a change removes. They keep their policies and grants; their resource control
   * policies are those of their account after the change.
   */
  private static Map<KmsResource.Key, KeyPolicies> removed(PolicyState before, PolicyState after) {
    Map<KmsResource.Key, KeyPolicies> removed = new LinkedHashMap<>();
    before
        .keys()
        .forEach(
            (key, policies) -> {
              if (!after.keys().containsKey(key)) {
                KeyPolicies others = after.otherKeys().getOrDefault(key.accountId(), policies);
                removed.put(
                    key,
                    new KeyPolicies(
                        policies.key(),
                        policies.grants(),
                        others.resourceControl(),
                        policies.manager()));
              }
            });
    return removed;
  }

  /**
   * A state that lists a key. The prover compares other keys in the partitions of the listed ones,
   * so where no key existed before the change, one of the other keys of each account is listed.
   */
  private static PolicyState withSomeKeys(PolicyState state, String partition) {
    Map<KmsResource.Key, KeyPolicies> listed = new LinkedHashMap<>(state.keys());
    state
        .otherKeys()
        .forEach(
            (account, policies) ->
                listed.put(
                    UnnamedKey.of(partition, SOME_REGION, account, "another key", false),
                    policies));
    return state.withKeys(listed);
  }

  private static KeyPolicies openToAccount(KmsResource.Key key, KeyPolicies policies) {
    PolicyDocument document =
        PolicyReader.forType(PolicyType.KEY)
            .read(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                    + "\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\","
                    + "\"Condition\":{\"StringEquals\":{\"kms:CallerAccount\":\""
                    + key.accountId()
                    + "\"}}}}");
    return new KeyPolicies(
        PolicyLayer.of(new NamedPolicy("every caller of the account", document)),
        ofAccount(key.accountId(), policies.grants()),
        policies.resourceControl(),
        policies.manager());
  }

  /** The grants that name principals of the account only. */
  private static GrantLayer ofAccount(String account, GrantLayer grants) {
    return grants instanceof GrantLayer.Known known
        ? new GrantLayer.Known(
            known.grants().stream()
                .filter(
                    grant ->
                        isOfAccount(account, grant.grantee())
                            && isOfAccount(account, grant.retiring()))
                .toList())
        : grants;
  }

  private static boolean isOfAccount(String account, Grant.GrantPrincipal principal) {
    return principal instanceof Grant.GrantPrincipal.Nobody
        || (principal instanceof Grant.GrantPrincipal.Principal named
            && Arn.parse(named.text()).filter(arn -> arn.accountId().equals(account)).isPresent());
  }
}
