package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The layers that can deny explicitly: those with a Deny statement, and unknown ones. Where only
 * one can, every explicit denial is its own. Bounded: when it is full, it is emptied. Not
 * thread-safe.
 */
final class DenyingLayers {

  private static final int MAX_KEPT = 20_000;

  private final IdentityHashMap<Object, Set<PolicyType>> byPolicies = new IdentityHashMap<>();

  /** Whether this layer can deny explicitly, and no other can. */
  boolean areOnly(PolicyType layer, AppliedPolicies policies) {
    if (byPolicies.size() >= MAX_KEPT) {
      byPolicies.clear();
    }
    Set<PolicyType> ofPrincipal =
        byPolicies.computeIfAbsent(policies.principal(), first -> of(policies.principal()));
    Set<PolicyType> ofKey = byPolicies.computeIfAbsent(policies.key(), first -> of(policies.key()));
    return ofPrincipal.size() + ofKey.size() == 1
        && (ofPrincipal.contains(layer) || ofKey.contains(layer));
  }

  private static Set<PolicyType> of(PrincipalPolicies policies) {
    Set<PolicyType> layers = EnumSet.noneOf(PolicyType.class);
    add(PolicyType.IDENTITY, policies.identity(), layers);
    add(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary(), layers);
    add(PolicyType.SESSION, policies.session(), layers);
    add(PolicyType.SERVICE_CONTROL, policies.serviceControl(), layers);
    add(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint(), layers);
    return layers;
  }

  private static Set<PolicyType> of(KeyPolicies policies) {
    Set<PolicyType> layers = EnumSet.noneOf(PolicyType.class);
    add(PolicyType.KEY, policies.key(), layers);
    add(PolicyType.RESOURCE_CONTROL, policies.resourceControl(), layers);
    return layers;
  }

  private static void add(PolicyType type, PolicyLayer layer, Set<PolicyType> to) {
    if (layer instanceof PolicyLayer.Unknown
        || (layer instanceof PolicyLayer.Attached attached && haveDeny(attached.policies()))) {
      to.add(type);
    }
  }

  private static void add(PolicyType type, OrganizationLayer layer, Set<PolicyType> to) {
    if (layer instanceof OrganizationLayer.Unknown
        || (layer instanceof OrganizationLayer.Levels levels
            && levels.levels().stream().anyMatch(level -> haveDeny(level.policies())))) {
      to.add(type);
    }
  }

  private static boolean haveDeny(List<NamedPolicy> policies) {
    for (NamedPolicy policy : policies) {
      if (policy.document().statements().stream()
          .anyMatch(statement -> statement.effect() == Effect.DENY)) {
        return true;
      }
    }
    return false;
  }
}
