package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Finds and replaces documents and grants in the layers of a policy set, by identity. */
final class LayerEdits {

  private final PolicyDocument from;
  private final PolicyDocument to;

  private LayerEdits(PolicyDocument from, PolicyDocument to) {
    this.from = from;
    this.to = to;
  }

  /** Gives every policy of a set to a consumer, with its type. */
  static void forEach(PolicySet set, BiConsumer<PolicyType, NamedPolicy> consumer) {
    forEach(PolicyType.IDENTITY, set.identity(), consumer);
    forEach(PolicyType.PERMISSIONS_BOUNDARY, set.permissionsBoundary(), consumer);
    forEach(PolicyType.SESSION, set.session(), consumer);
    forEach(PolicyType.SERVICE_CONTROL, set.serviceControl(), consumer);
    forEach(PolicyType.RESOURCE_CONTROL, set.resourceControl(), consumer);
    forEach(PolicyType.KEY, set.key(), consumer);
    forEach(PolicyType.VPC_ENDPOINT, set.vpcEndpoint(), consumer);
  }

  private static void forEach(
      PolicyType type, PolicyLayer layer, BiConsumer<PolicyType, NamedPolicy> consumer) {
    layer.known().forEach(policy -> consumer.accept(type, policy));
  }

  private static void forEach(
      PolicyType type, OrganizationLayer layer, BiConsumer<PolicyType, NamedPolicy> consumer) {
    layer.known().forEach(policy -> consumer.accept(type, policy));
  }

  /** The set with another document in place of one. */
  static PolicySet replaced(PolicySet set, PolicyDocument from, PolicyDocument to) {
    LayerEdits edits = new LayerEdits(from, to);
    return set.toBuilder()
        .identity(edits.in(set.identity()))
        .permissionsBoundary(edits.in(set.permissionsBoundary()))
        .session(edits.in(set.session()))
        .serviceControl(edits.in(set.serviceControl()))
        .resourceControl(edits.in(set.resourceControl()))
        .key(edits.in(set.key()))
        .vpcEndpoint(edits.in(set.vpcEndpoint()))
        .build();
  }

  /** The set with other grants in place of some. */
  static PolicySet replaced(PolicySet set, GrantLayer.Known from, GrantLayer.Known to) {
    return isSame(set.grants(), from) ? set.toBuilder().grants(to).build() : set;
  }

  static boolean isSame(Object one, Object other) {
    return one == other;
  }

  private PolicyLayer in(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(in(attached.policies()))
        : layer;
  }

  private OrganizationLayer in(OrganizationLayer layer) {
    if (!(layer instanceof OrganizationLayer.Levels levels)) {
      return layer;
    }
    List<OrganizationLayer.Level> edited = new ArrayList<>();
    for (OrganizationLayer.Level level : levels.levels()) {
      edited.add(new OrganizationLayer.Level(level.target(), in(level.policies())));
    }
    return new OrganizationLayer.Levels(edited);
  }

  private List<NamedPolicy> in(List<NamedPolicy> policies) {
    List<NamedPolicy> edited = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      edited.add(isSame(policy.document(), from) ? new NamedPolicy(policy.name(), to) : policy);
    }
    return edited;
  }
}
