package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;

/**
 * Interns equal layers with weak references (hash consing): most key policies of a fleet are copies
 * of a few templates, each parsed from its own text. Where policies differ, their equal parts are
 * interned: lists of actions, resources, conditions, and principals. Statements are not, because
 * each has its own location. Grants are all different, so only their equal parts are interned.
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
            layer(policies.key()),
            hasGrants ? grants(arn, (GrantLayer.Known) policies.grants()) : policies.grants(),
            share(policies.resourceControl()),
            policies.manager());
    return hasGrants ? shared : share(shared);
  }

  private PolicyLayer layer(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? share(new PolicyLayer.Attached(attached.policies().stream().map(this::policy).toList()))
        : layer;
  }

  private NamedPolicy policy(NamedPolicy policy) {
    PolicyDocument document = policy.document();
    return new NamedPolicy(
        share(policy.name()),
        new PolicyDocument(
            document.version(),
            share(document.id()),
            document.statements().stream().map(this::statement).toList()));
  }

  private Statement statement(Statement statement) {
    return new Statement(
        share(statement.sid()),
        statement.effect(),
        principal(statement.principal()),
        share(statement.action()),
        share(statement.resource()),
        share(statement.condition()),
        statement.location());
  }

  private PrincipalElement principal(PrincipalElement element) {
    return element instanceof PrincipalElement.Principal listed
        ? new PrincipalElement.Principal(listed.names().stream().map(this::share).toList())
        : share(element);
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
            layer(policies.identity()),
            layer(policies.permissionsBoundary()),
            layer(policies.session()),
            share(policies.serviceControl()),
            layer(policies.vpcEndpoint())));
  }

  @SuppressWarnings(
      "unchecked") // an object that equals a record, a list or a string has the same type
  private <T> T share(T part) {
    return (T) parts.intern(part);
  }
}
