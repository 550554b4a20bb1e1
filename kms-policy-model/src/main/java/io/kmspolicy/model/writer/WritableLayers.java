package io.kmspolicy.model.writer;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.util.List;

/**
 * The layers of a scenario that have a text: one with a value that the source of its policies
 * leaves open is unknown (rule 1.13).
 */
final class WritableLayers {

  private WritableLayers() {}

  static PolicySet of(PolicySet set) {
    return set.toBuilder()
        .identity(of(set.identity()))
        .permissionsBoundary(of(set.permissionsBoundary()))
        .session(of(set.session()))
        .serviceControl(of(set.serviceControl()))
        .resourceControl(of(set.resourceControl()))
        .key(of(set.key()))
        .vpcEndpoint(of(set.vpcEndpoint()))
        .build();
  }

  private static PolicyLayer of(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached && isOpen(attached.policies())
        ? PolicyLayer.unknown()
        : layer;
  }

  private static OrganizationLayer of(OrganizationLayer layer) {
    boolean isOpen =
        layer instanceof OrganizationLayer.Levels levels
            && levels.levels().stream().anyMatch(level -> isOpen(level.policies()));
    return isOpen ? OrganizationLayer.unknown() : layer;
  }

  private static boolean isOpen(List<NamedPolicy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.document().statements().stream())
        .flatMap(statement -> statement.condition().tests().stream())
        .anyMatch(Condition::isOpen);
  }
}
