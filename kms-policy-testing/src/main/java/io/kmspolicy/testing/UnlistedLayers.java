package io.kmspolicy.testing;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.PolicySource;

/**
 * The layers of callers that nothing describes: the service control policies of their account and
 * the policy of the VPC endpoint. Their other layers are unknown.
 */
public final class UnlistedLayers {

  private static final String SOME_ACCOUNT = "000000000000";
  private static final String SOME_SERVICE = "kms.amazonaws.com";
  private static final String PARTITION = "aws";

  private UnlistedLayers() {}

  /** The layers of the users and roles of an account. */
  public static PrincipalPolicies ofAccount(PolicySource source, String account) {
    PrincipalPolicies known =
        source.principal(
            new Caller.FederatedUser(
                PARTITION, account, "another", Caller.FederatingUser.unknown()));
    return new PrincipalPolicies(
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        known.serviceControl(),
        known.vpcEndpoint());
  }

  /** The layers of the users and roles of accounts that nothing describes. */
  public static PrincipalPolicies ofOtherAccounts(PolicySource source) {
    return ofAccount(source, SOME_ACCOUNT);
  }

  /** The layers of AWS services. */
  public static PrincipalPolicies ofServices(PolicySource source) {
    return source.principal(new Caller.ServicePrincipal(SOME_SERVICE));
  }
}
