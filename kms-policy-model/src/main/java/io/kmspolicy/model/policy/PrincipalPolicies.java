package io.kmspolicy.model.policy;

/**
 * The layers of a caller. They do not depend on the key.
 *
 * @param identity the identity policies, those of the caller's groups included
 * @param permissionsBoundary the permissions boundary of the user or role behind the caller
 * @param session the session policies
 * @param serviceControl the service control policies of the caller's organization
 * @param vpcEndpoint the policy of the VPC endpoint that the caller's calls go through
 */
public record PrincipalPolicies(
    PolicyLayer identity,
    PolicyLayer permissionsBoundary,
    PolicyLayer session,
    OrganizationLayer serviceControl,
    PolicyLayer vpcEndpoint) {

  private static final PrincipalPolicies UNKNOWN =
      new PrincipalPolicies(
          PolicyLayer.unknown(),
          PolicyLayer.unknown(),
          PolicyLayer.unknown(),
          OrganizationLayer.unknown(),
          PolicyLayer.unknown());

  /** A caller whose layers are all unknown. */
  public static PrincipalPolicies unknown() {
    return UNKNOWN;
  }
}
