package io.kmspolicy.engine;

import io.kmspolicy.model.GrantLayer;
import io.kmspolicy.model.KeyManager;
import io.kmspolicy.model.KeyPolicies;
import io.kmspolicy.model.NamedPolicy;
import io.kmspolicy.model.OrganizationLayer;
import io.kmspolicy.model.PolicyLayer;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.PrincipalPolicies;
import io.kmspolicy.model.json.PolicyReader;

/** Policies for tests of the authorizer, written as JSON with single quotes. */
final class Policies {

  /** The key policy that lets IAM policies of the account decide. */
  static final String DELEGATING =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";

  private Policies() {}

  static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  static PrincipalPolicies identity(String... statements) {
    return new PrincipalPolicies(
        layer(PolicyType.IDENTITY, statements),
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  static KeyPolicies key(String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }
}
