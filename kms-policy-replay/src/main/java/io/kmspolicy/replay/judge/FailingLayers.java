package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import java.util.HashMap;
import java.util.Map;

/**
 * Determines whether one layer is among those that deny a request. If several layers deny, AWS's
 * message names one of them, so the layer is judged alone: all others are replaced by policies that
 * allow everything. Not thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
final class FailingLayers {

  private static final PolicyLayer ALLOWING_IDENTITY =
      layer(
          PolicyType.IDENTITY,
          """
          {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
          """);

  private final ReferenceAuthorizer reference;

  /** Key policies that delegate to an account, by the account. */
  private final Map<String, PolicyLayer> delegating = new HashMap<>();

  FailingLayers(ReferenceAuthorizer reference) {
    this.reference = reference;
  }

  private static PolicyLayer layer(PolicyType type, String text) {
    return PolicyLayer.of(new NamedPolicy("all", PolicyReader.forType(type).read(text)));
  }

  /**
   * Whether a layer may deny a request.
   *
   * @param explicitly whether it may have an explicit deny; otherwise, whether it may lack an allow
   * @return false only if the layer is certain not to deny
   */
  boolean mayDeny(
      PolicyType layer, boolean explicitly, AuthorizationRequest request, PolicySet policies) {
    PolicySet alone =
        explicitly
            ? aloneAmongAllowing(layer, request, policies)
            : withoutHelp(layer, request, policies);
    Decision decision = reference.decide(request, alone);
    return decision == Decision.INDETERMINATE
        || (explicitly ? mayBeExplicit(decision) : decision.isCertainDenial());
  }

  private static boolean mayBeExplicit(Decision decision) {
    return decision == Decision.EXPLICIT_DENY || decision == Decision.DENIED;
  }

  /** Identity policies and the key policy can stand in for each other: each is judged without. */
  private PolicySet withoutHelp(
      PolicyType layer, AuthorizationRequest request, PolicySet policies) {
    return layer == PolicyType.KEY
        ? PolicySet.empty().toBuilder().key(policies.key()).grants(policies.grants()).build()
        : aloneAmongAllowing(layer, request, policies);
  }

  private PolicySet aloneAmongAllowing(
      PolicyType layer, AuthorizationRequest request, PolicySet policies) {
    PolicySet.Builder alone =
        PolicySet.builder()
            .identity(ALLOWING_IDENTITY)
            .permissionsBoundary(PolicyLayer.none())
            .session(PolicyLayer.none())
            .serviceControl(OrganizationLayer.none())
            .resourceControl(OrganizationLayer.none())
            .key(delegating(request.caller()))
            .grants(GrantLayer.none())
            .vpcEndpoint(PolicyLayer.none());
    return switch (layer) {
      case IDENTITY -> alone.identity(policies.identity()).build();
      case PERMISSIONS_BOUNDARY ->
          alone.permissionsBoundary(policies.permissionsBoundary()).build();
      case SESSION -> alone.session(policies.session()).build();
      case SERVICE_CONTROL -> alone.serviceControl(policies.serviceControl()).build();
      case RESOURCE_CONTROL -> alone.resourceControl(policies.resourceControl()).build();
      case KEY -> alone.key(policies.key()).build();
      case VPC_ENDPOINT -> alone.vpcEndpoint(policies.vpcEndpoint()).build();
    };
  }

  private PolicyLayer delegating(Caller caller) {
    String account = caller instanceof Caller.AccountCaller of ? of.accountId() : "";
    String partition = caller instanceof Caller.AccountCaller of ? of.partition() : "aws";
    return delegating.computeIfAbsent(
        partition + account,
        first ->
            account.isEmpty()
                ? PolicyLayer.unknown()
                : layer(
                    PolicyType.KEY,
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                      "Principal": {"AWS": "arn:%s:iam::%s:root"},
                      "Action": "kms:*", "Resource": "*"}}
                    """
                        .formatted(partition, account)));
  }
}
