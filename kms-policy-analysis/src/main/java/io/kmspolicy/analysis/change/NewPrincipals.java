package io.kmspolicy.analysis.change;

import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Divides a change that creates users or roles. Nothing is allowed to a principal that does not
 * exist, so on a key whose policy is not known every request of a new principal would be newly
 * allowed by some policy, also of one whose policies do not mention KMS. So
 *
 * <ul>
 *   <li>with keys whose policies are known, the whole decision is compared: a key policy may name
 *       the new principal, its path, its account or its organization;
 *   <li>with keys that are not known, a new principal counts by what its own policies grant: these
 *       keys leave the decision to the identity policies of their accounts, and have no grants for
 *       it.
 * </ul>
 */
final class NewPrincipals {

  private NewPrincipals() {}

  /** The changes that say together what a change allows newly. */
  static List<PolicyChange> divide(PolicyState before, PolicyState after) {
    Map<Caller, PrincipalPolicies> created = new LinkedHashMap<>(after.callers());
    created.keySet().removeAll(before.callers().keySet());
    if (created.isEmpty() || after.scope() != PolicyState.Scope.EFFECTIVE) {
      return List.of(PolicyChange.of(before, after));
    }
    Map<Caller, PrincipalPolicies> others = new LinkedHashMap<>(after.callers());
    others.keySet().removeAll(created.keySet());
    List<PolicyChange> changes = new ArrayList<>();
    changes.add(PolicyChange.of(before, after.withCallers(others)));
    Map<KmsResource.Key, KeyPolicies> known = known(after.keys());
    PolicyState none = before.withCallers(Map.of()).withOtherKeys(Map.of());
    Map<KmsResource.Key, KeyPolicies> old = known(before.keys());
    old.keySet().removeIf(key -> after.keys().containsKey(key) && !known.containsKey(key));
    if (!known.isEmpty() || !old.isEmpty()) {
      changes.add(
          PolicyChange.of(
              none.withKeys(old),
              after.withCallers(created).withKeys(known).withOtherKeys(Map.of())));
    }
    Map<String, KeyPolicies> left = leftToIdentity(after.otherKeys());
    if (!left.isEmpty()) {
      changes.add(
          PolicyChange.of(
              none.withKeys(Map.of()).withOtherKeys(left),
              after.withCallers(created).withKeys(Map.of()).withOtherKeys(left)));
    }
    return changes;
  }

  private static Map<KmsResource.Key, KeyPolicies> known(Map<KmsResource.Key, KeyPolicies> keys) {
    Map<KmsResource.Key, KeyPolicies> known = new LinkedHashMap<>(keys);
    known.values().removeIf(policies -> policies.key() instanceof PolicyLayer.Unknown);
    known.replaceAll((key, policies) -> withListedGrants(policies, policies.key()));
    return known;
  }

  /** Keys with policies that leave everything to the identity policies of these accounts. */
  private static Map<String, KeyPolicies> leftToIdentity(Map<String, KeyPolicies> owners) {
    PolicyDocument document =
        PolicyReader.forType(PolicyType.KEY)
            .read(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                    + "\"Principal\":{\"AWS\":[\""
                    + String.join("\",\"", new TreeSet<>(owners.keySet()))
                    + "\"]},\"Action\":\"kms:*\",\"Resource\":\"*\"}}");
    PolicyLayer policy =
        PolicyLayer.of(new NamedPolicy("a key policy that leaves it to IAM", document));
    Map<String, KeyPolicies> left = new LinkedHashMap<>();
    owners.forEach(
        (account, own) -> {
          boolean isKnown = !(own.key() instanceof PolicyLayer.Unknown);
          left.put(account, withListedGrants(own, isKnown ? own.key() : policy));
        });
    return left;
  }

  /** Grants that are not listed are nothing that is known of a key. */
  private static KeyPolicies withListedGrants(KeyPolicies own, PolicyLayer policy) {
    return new KeyPolicies(
        policy,
        own.grants() instanceof GrantLayer.Known ? own.grants() : GrantLayer.none(),
        own.resourceControl(),
        own.manager());
  }
}
