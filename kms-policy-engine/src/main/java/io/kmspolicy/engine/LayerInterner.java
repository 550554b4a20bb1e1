package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;

/**
 * Interns equal layers with weak references (hash consing): most key policies of a fleet are copies
 * of a few templates, each parsed from its own text. Grants are all different, so only their equal
 * parts are interned.
 *
 * <p>Thread-safe.
 */
final class LayerInterner {

  /** Longer lists of grants are kept as they are: their parts are as different as the grants. */
  private static final int MAX_GRANTS = 1_000;

  private final Interner<Object> parts = Interner.newWeakInterner();

  /** The layers of a key or an alias. */
  KeyPolicies of(String arn, KeyPolicies policies) {
    boolean hasGrants =
        policies.grants() instanceof GrantLayer.Known known && !known.grants().isEmpty();
    KeyPolicies shared =
        new KeyPolicies(
            share(policies.key()),
            hasGrants ? grants(arn, (GrantLayer.Known) policies.grants()) : policies.grants(),
            share(policies.resourceControl()),
            policies.manager());
    return hasGrants ? shared : share(shared);
  }

  private GrantLayer grants(String arn, GrantLayer.Known layer) {
    if (layer.grants().size() > MAX_GRANTS) {
      return layer;
    }
    return new GrantLayer.Known(layer.grants().stream().map(grant -> grant(arn, grant)).toList());
  }

  private Grant grant(String arn, Grant grant) {
    return new Grant(
        grant.grantId(),
        grant.name(),
        grant.keyId().equals(arn) ? arn : grant.keyId(),
        share(grant.grantee()),
        share(grant.retiring()),
        share(grant.operations()),
        share(grant.constraints()),
        share(grant.issuingAccount()),
        grant.creationDate());
  }

  /** The layers of a caller. */
  PrincipalPolicies of(PrincipalPolicies policies) {
    return share(
        new PrincipalPolicies(
            share(policies.identity()),
            share(policies.permissionsBoundary()),
            share(policies.session()),
            share(policies.serviceControl()),
            share(policies.vpcEndpoint())));
  }

  @SuppressWarnings(
      "unchecked") // an object that equals a record, a list or a string has the same type
  private <T> T share(T part) {
    return (T) parts.intern(part);
  }
}
