package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.LayerCache;
import io.kmspolicy.spi.PolicySource;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The layers of live AWS, joined with one state of the source of all other layers.
 *
 * @param vpcEndpointId the endpoint that the calls go through; empty if it is not known
 * @param endpointRegion the Region of the endpoint
 * @param isHere whether the clients can load a key
 * @param others one state of that source
 */
record AwsPolicies(
    AwsLayers layers,
    String vpcEndpointId,
    String endpointRegion,
    Predicate<KmsResource.Key> isHere,
    RecentPolicies recent,
    PolicySource others)
    implements PolicySource {

  private static final PolicyLayer NO_POLICIES = PolicyLayer.of();

  /** The same with another state of the other source. */
  AwsPolicies with(PolicySource state) {
    return new AwsPolicies(layers, vpcEndpointId, endpointRegion, isHere, recent, state);
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies other = others.principal(caller);
    Optional<IamPrincipal> principal = IamPrincipal.of(caller);
    PolicyLayer identity = other.identity();
    PolicyLayer boundary = other.permissionsBoundary();
    if (principal.isPresent()) {
      identity = loaded(layers.identity, principal.get(), identity);
      boundary = loaded(layers.boundary, principal.get(), boundary);
    } else if (caller instanceof Caller.RootUser) {
      identity = NO_POLICIES;
      boundary = PolicyLayer.none();
    }
    PolicyLayer endpoint =
        vpcEndpointId.isEmpty()
            ? other.vpcEndpoint()
            : loaded(layers.endpoint, vpcEndpointId, other.vpcEndpoint());
    return recent.principal(caller, identity, boundary, endpoint, other);
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return (vpcEndpointId.isEmpty() || layers.endpoint == null)
        ? others.hasVpcEndpointIn(region)
        : endpointRegion.equals(region);
  }

  /** What IAM says; of roles of other accounts and where it is not asked, the other source. */
  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    Optional<IamPrincipal> role = IamPrincipal.of(session);
    if (layers.principals == null || role.isEmpty()) {
      return others.rolePath(session);
    }
    Optional<KnownPrincipal> known = layers.principals.get(role.get());
    if (known.isEmpty()) {
      return Caller.RolePath.unknown();
    }
    return known.get().equals(KnownPrincipal.FOREIGN)
        ? others.rolePath(session)
        : known.get().pathOf(session);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    KeyPolicies other = others.key(resource, caller);
    if (!(resource instanceof KmsResource.Key key) || !isHere.test(key)) {
      return other;
    }
    GrantLayer grants =
        layers.grants == null
            ? other.grants()
            : layers.grants.get(key).orElse(GrantLayer.unknown());
    return recent.key(key, loaded(layers.keyPolicy, key, other.key()), grants, other);
  }

  /** The loaded layer, unknown until it is loaded; the other source's layer if it is off. */
  private static <K> PolicyLayer loaded(
      @Nullable LayerCache<K, PolicyLayer> layer, K subject, PolicyLayer other) {
    return layer == null ? other : layer.get(subject).orElse(PolicyLayer.unknown());
  }
}
