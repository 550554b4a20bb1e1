package io.kmspolicy.engine;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.util.List;

/** The number of statements and grants of a policy set, to which a plain evaluation is linear. */
final class PolicySize {

  private PolicySize() {}

  static long of(PolicySet set) {
    return of(set.identity())
        + of(set.permissionsBoundary())
        + of(set.session())
        + of(set.serviceControl())
        + of(set.resourceControl())
        + of(set.vpcEndpoint())
        + of(set.key())
        + (set.grants() instanceof GrantLayer.Known known ? known.grants().size() : 0);
  }

  private static long of(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached ? of(attached.policies()) : 0;
  }

  private static long of(OrganizationLayer layer) {
    long size = 0;
    if (layer instanceof OrganizationLayer.Levels levels) {
      for (OrganizationLayer.Level level : levels.levels()) {
        size += of(level.policies());
      }
    }
    return size;
  }

  private static long of(List<NamedPolicy> policies) {
    long size = 0;
    for (NamedPolicy policy : policies) {
      size += policy.document().statements().size();
    }
    return size;
  }
}
