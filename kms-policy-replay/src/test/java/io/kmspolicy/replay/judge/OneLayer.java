package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KeyManager;
import java.util.List;

/** Policies of one layer, for tests. */
final class OneLayer {

  private OneLayer() {}

  private static NamedPolicy policy(PolicyType type, String effect) {
    boolean named = type == PolicyType.KEY || type == PolicyType.RESOURCE_CONTROL;
    boolean principal = named || type == PolicyType.VPC_ENDPOINT;
    return new NamedPolicy(
        "p",
        PolicyReader.forType(type)
            .read(
                """
                {"Version": "2012-10-17", "Statement": {"Effect": "%s", %s
                  "Action": "kms:Decrypt", "Resource": "*"}}
                """
                    .formatted(effect, principal ? "\"Principal\": \"*\"," : "")));
  }

  /** Policies that allow nothing but by this layer, which has one statement. */
  static PolicySet with(PolicyType layer, String effect) {
    NamedPolicy policy = policy(layer, effect);
    PolicyLayer of = PolicyLayer.of(policy);
    PolicySet.Builder policies = PolicySet.builder();
    return switch (layer) {
      case IDENTITY -> policies.identity(of).build();
      case PERMISSIONS_BOUNDARY -> policies.permissionsBoundary(of).build();
      case SESSION -> policies.session(of).build();
      case SERVICE_CONTROL ->
          policies
              .serviceControl(
                  OrganizationLayer.of(new OrganizationLayer.Level("r-1", List.of(policy))))
              .build();
      case RESOURCE_CONTROL ->
          policies
              .resourceControl(
                  OrganizationLayer.of(new OrganizationLayer.Level("r-1", List.of(policy))))
              .build();
      case KEY -> policies.key(of).build();
      case VPC_ENDPOINT -> policies.vpcEndpoint(of).build();
    };
  }

  static AppliedPolicies applied(PolicySet policies) {
    return new AppliedPolicies(
        policies.principalPolicies(), policies.keyPolicies(KeyManager.CUSTOMER));
  }
}
