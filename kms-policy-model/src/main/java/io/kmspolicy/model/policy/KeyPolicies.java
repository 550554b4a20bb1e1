package io.kmspolicy.model.policy;

import io.kmspolicy.model.resource.KeyManager;

/**
 * The layers of a key, or of the account of an alias. They do not depend on the caller.
 *
 * @param key the key policy
 * @param grants the grants on the key
 * @param resourceControl the resource control policies of the key's organization
 * @param manager who manages the key
 */
public record KeyPolicies(
    PolicyLayer key, GrantLayer grants, OrganizationLayer resourceControl, KeyManager manager) {

  private static final KeyPolicies UNKNOWN =
      new KeyPolicies(
          PolicyLayer.unknown(),
          GrantLayer.unknown(),
          OrganizationLayer.unknown(),
          KeyManager.CUSTOMER);

  /** A key whose layers are all unknown. */
  public static KeyPolicies unknown() {
    return UNKNOWN;
  }
}
