package io.kmspolicy.testing;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;

/**
 * A key policy as the policy of every key. Every other layer is none, except that identity policies
 * deny nothing and may allow, so that the answers are those of the key policy.
 */
final class KeyPolicySource implements PolicySource {

  /** A condition key whose value is unknown in every request: whether an identity policy allows. */
  static final String MAY_ALLOW = "test:IdentityPolicyAllows";

  private static final String IDENTITY_POLICY =
      """
      {"Version": "2012-10-17", "Statement": {"Sid": "IdentityPoliciesMayAllow",
        "Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Condition": {"Bool": {"%s": "true"}}}}
      """
          .formatted(MAY_ALLOW);

  private static final PrincipalPolicies CALLER =
      new PrincipalPolicies(
          PolicyLayer.of(
              new NamedPolicy(
                  "any identity policy",
                  PolicyReader.forType(PolicyType.IDENTITY).read(IDENTITY_POLICY))),
          PolicyLayer.none(),
          PolicyLayer.none(),
          OrganizationLayer.none(),
          PolicyLayer.none());
  private static final PrincipalPolicies WITHOUT_IDENTITY =
      new PrincipalPolicies(
          PolicyLayer.of(),
          PolicyLayer.none(),
          PolicyLayer.none(),
          OrganizationLayer.none(),
          PolicyLayer.none());
  private static final KeyPolicies WITHOUT_KEY =
      new KeyPolicies(
          PolicyLayer.none(), GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);

  private final KeyPolicies key;
  private final boolean isAlone;

  /**
   * A key policy.
   *
   * @param isAlone whether there are no identity policies
   */
  KeyPolicySource(PolicyLayer policy, boolean isAlone) {
    this.isAlone = isAlone;
    this.key =
        new KeyPolicies(policy, GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return caller instanceof Caller.RootUser || isAlone ? WITHOUT_IDENTITY : CALLER;
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    return resource instanceof KmsResource.Key ? key : WITHOUT_KEY;
  }
}
