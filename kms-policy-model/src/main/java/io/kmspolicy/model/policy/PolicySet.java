package io.kmspolicy.model.policy;

import io.kmspolicy.model.resource.KeyManager;

/**
 * All policies that can affect a request, layer by layer. The evaluation ignores layers that cannot
 * apply to the caller (rule 4.2).
 *
 * @param identity the identity policies of the caller, those of its groups included
 * @param permissionsBoundary the permissions boundary of the user or role behind the caller
 * @param session the session policies; several are a union
 * @param serviceControl the service control policies of the caller's organization
 * @param resourceControl the resource control policies of the key's organization
 * @param key the key policy
 * @param grants the grants on the key
 * @param vpcEndpoint the policy of the VPC endpoint
 */
public record PolicySet(
    PolicyLayer identity,
    PolicyLayer permissionsBoundary,
    PolicyLayer session,
    OrganizationLayer serviceControl,
    OrganizationLayer resourceControl,
    PolicyLayer key,
    GrantLayer grants,
    PolicyLayer vpcEndpoint) {

  /** The set in which every layer is known to be none. */
  public static PolicySet empty() {
    return builder().build();
  }

  /** The layers of a caller and those of a resource, joined. */
  public static PolicySet of(PrincipalPolicies principal, KeyPolicies key) {
    return new PolicySet(
        principal.identity(),
        principal.permissionsBoundary(),
        principal.session(),
        principal.serviceControl(),
        key.resourceControl(),
        key.key(),
        key.grants(),
        principal.vpcEndpoint());
  }

  /** The layers that belong to the caller. */
  public PrincipalPolicies principalPolicies() {
    return new PrincipalPolicies(
        identity, permissionsBoundary, session, serviceControl, vpcEndpoint);
  }

  /**
   * The layers that belong to the resource.
   *
   * @param manager who manages the key; a set does not hold that
   */
  public KeyPolicies keyPolicies(KeyManager manager) {
    return new KeyPolicies(key, grants, resourceControl, manager);
  }

  /** Starts a set in which every layer is known to be none. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with this set's layers. */
  public Builder toBuilder() {
    return new Builder()
        .identity(identity)
        .permissionsBoundary(permissionsBoundary)
        .session(session)
        .serviceControl(serviceControl)
        .resourceControl(resourceControl)
        .key(key)
        .grants(grants)
        .vpcEndpoint(vpcEndpoint);
  }

  /** Collects the layers of a set. Not thread-safe. */
  public static final class Builder {

    private PolicyLayer identity = PolicyLayer.of();
    private PolicyLayer permissionsBoundary = PolicyLayer.none();
    private PolicyLayer session = PolicyLayer.none();
    private OrganizationLayer serviceControl = OrganizationLayer.none();
    private OrganizationLayer resourceControl = OrganizationLayer.none();
    private PolicyLayer key = PolicyLayer.none();
    private GrantLayer grants = GrantLayer.none();
    private PolicyLayer vpcEndpoint = PolicyLayer.none();

    private Builder() {}

    /** Sets the identity policies. */
    public Builder identity(PolicyLayer layer) {
      identity = layer;
      return this;
    }

    /** Sets the permissions boundary. */
    public Builder permissionsBoundary(PolicyLayer layer) {
      permissionsBoundary = layer;
      return this;
    }

    /** Sets the session policies. */
    public Builder session(PolicyLayer layer) {
      session = layer;
      return this;
    }

    /** Sets the service control policies. */
    public Builder serviceControl(OrganizationLayer layer) {
      serviceControl = layer;
      return this;
    }

    /** Sets the resource control policies. */
    public Builder resourceControl(OrganizationLayer layer) {
      resourceControl = layer;
      return this;
    }

    /** Sets the key policy. */
    public Builder key(PolicyLayer layer) {
      key = layer;
      return this;
    }

    /** Sets the grants. */
    public Builder grants(GrantLayer layer) {
      grants = layer;
      return this;
    }

    /** Sets the VPC endpoint policy. */
    public Builder vpcEndpoint(PolicyLayer layer) {
      vpcEndpoint = layer;
      return this;
    }

    /** The set. */
    public PolicySet build() {
      return new PolicySet(
          identity,
          permissionsBoundary,
          session,
          serviceControl,
          resourceControl,
          key,
          grants,
          vpcEndpoint);
    }
  }
}
