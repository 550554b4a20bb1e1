package io.kmspolicy.engine;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KeyManager;
import java.util.List;

/** Policies for tests of the authorizer, written as JSON with single quotes. */
public final class Policies {

  /** The key policy that delegates to the IAM policies of the account. */
  public static final String DELEGATING =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";

  private Policies() {}

  public static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  public static PrincipalPolicies identity(String... statements) {
    return new PrincipalPolicies(
        layer(PolicyType.IDENTITY, statements),
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  public static KeyPolicies key(String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  /** A grant of Decrypt to a principal, without a source, of account 111122223333. */
  public static Grant grant(String id, String grantee, ContextConstraint constraint) {
    return new Grant(
        id,
        "",
        "",
        new Grant.GrantPrincipal.Principal(grantee),
        new Grant.GrantPrincipal.Nobody(),
        List.of("Decrypt"),
        new GrantConstraints(constraint, ""),
        "111122223333",
        "");
  }
}
