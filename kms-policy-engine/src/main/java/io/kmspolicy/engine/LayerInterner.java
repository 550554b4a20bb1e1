package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
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
 * <p>A {@link PolicySnapshot} has an interner of its own. A source that keeps many policies outside
 * of a snapshot passes each through one interner: a default key policy then takes one kilobyte
 * instead of seven. An interned document equals the given one. Its statements have their own
 * locations; a pattern or a test may have the location of an equal one that was read before.
 *
 * <p>Thread-safe.
 */
public final class LayerInterner {

  /** Longer lists of grants are kept as they are: their parts are as different as the grants. */
  private static final int MAX_GRANTS = 1_000;

  private final Interner<Object> parts = Interner.newWeakInterner();

  /** An interner without parts. */
  public LayerInterner() {}

  /**
   * The layers of a key or an alias. An entry of the interner takes about as much memory as a
   * statement, so the layers of a key without grants have one entry and their key policy has none.
   */
  KeyPolicies of(String arn, KeyPolicies policies) {
    PolicyLayer key = layer(policies.key());
    OrganizationLayer control = share(policies.resourceControl());
    boolean hasGrants =
        policies.grants() instanceof GrantLayer.Known known && !known.grants().isEmpty();
    return hasGrants
        ? new KeyPolicies(
            share(key),
            grants(arn, (GrantLayer.Known) policies.grants()),
            control,
            policies.manager())
        : share(new KeyPolicies(key, policies.grants(), control, policies.manager()));
  }

  /** The layer with interned parts; it is not interned itself. */
  private PolicyLayer layer(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(attached.policies().stream().map(this::of).toList())
        : layer;
  }

  /** The policy with interned parts. It is not interned itself, because of its locations. */
  public NamedPolicy of(NamedPolicy policy) {
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
            share(layer(policies.identity())),
            share(layer(policies.permissionsBoundary())),
            share(layer(policies.session())),
            share(policies.serviceControl()),
            share(layer(policies.vpcEndpoint()))));
  }

  @SuppressWarnings(
      "unchecked") // an object that equals a record, a list or a string has the same type
  private <T> T share(T part) {
    return (T) parts.intern(part);
  }
}
