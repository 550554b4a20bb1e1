package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;

/**
 * The layers of an account that allows its principals everything, and of a network of its own. They
 * are the caller's half of a permission across accounts, so what remains is the key's half: key
 * policy, grants and resource control policies (rules 4.9, 5.4).
 */
final class OwnAccount {

  private static final PolicyLayer EVERYTHING =
      LeastRestriction.everything("what its own account allows");

  private OwnAccount() {}

  /**
   * The policies of a request by a caller of such an account.
   *
   * @param policies those that are known, from which the layers of the key are taken
   */
  static PolicySet of(PolicySet policies, Caller caller) {
    PolicySet.Builder own =
        policies.toBuilder()
            .identity(EVERYTHING)
            .permissionsBoundary(PolicyLayer.none())
            // Without a session policy, a federated user has no permissions (rule 4.12).
            .session(caller instanceof Caller.FederatedUser ? EVERYTHING : PolicyLayer.none())
            .serviceControl(OrganizationLayer.none());
    return policies.vpcEndpoint() instanceof PolicyLayer.Unknown
        ? own.vpcEndpoint(PolicyLayer.none()).build()
        : own.build();
  }
}
