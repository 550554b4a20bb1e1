package io.kmspolicy.replay.call;

import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.AwsAnswer;
import java.util.Optional;

/** Compares the layers that are stated to be none with the layer by which AWS denied a call. */
final class StatedLayers {

  private StatedLayers() {}

  /**
   * The layer that AWS names and the policies state to be none. Only within one account: the layer
   * of a denial across accounts may be that of the other account.
   */
  static Optional<PolicyType> wronglyNone(
      AwsAnswer answer, AuthorizationRequest request, PolicySet policies) {
    if (!(answer instanceof AwsAnswer.Denied denied)
        || !(request.caller() instanceof Caller.AccountCaller caller)
        || (request.resource() instanceof KmsResource.Owned owned
            && !owned.accountId().equals(caller.accountId()))) {
      return Optional.empty();
    }
    return denied.layer().filter(layer -> isNone(layer, policies));
  }

  private static boolean isNone(PolicyType layer, PolicySet policies) {
    return switch (layer) {
      case PERMISSIONS_BOUNDARY -> isNone(policies.permissionsBoundary());
      case SESSION -> isNone(policies.session());
      case SERVICE_CONTROL -> policies.serviceControl() instanceof OrganizationLayer.None;
      case RESOURCE_CONTROL -> policies.resourceControl() instanceof OrganizationLayer.None;
      case VPC_ENDPOINT -> isNone(policies.vpcEndpoint());
      case IDENTITY, KEY -> false;
    };
  }

  private static boolean isNone(PolicyLayer layer) {
    return layer instanceof PolicyLayer.None
        || (layer instanceof PolicyLayer.Attached attached && attached.policies().isEmpty());
  }
}
