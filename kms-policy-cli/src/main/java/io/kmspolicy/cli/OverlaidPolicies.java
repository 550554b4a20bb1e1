package io.kmspolicy.cli;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.function.UnaryOperator;

/** The policies of a directory, in which the layers of options replace those of the directory. */
final class OverlaidPolicies implements PolicySource {

  private final PolicySource base;
  private final UnaryOperator<PolicySet> overlay;

  OverlaidPolicies(PolicySource base, UnaryOperator<PolicySet> overlay) {
    this.base = base;
    this.overlay = overlay;
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    PolicySet set = overlay.apply(PolicySet.of(base.principal(caller), KeyPolicies.unknown()));
    return new PrincipalPolicies(
        set.identity(),
        set.permissionsBoundary(),
        set.session(),
        set.serviceControl(),
        set.vpcEndpoint());
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    KeyPolicies found = base.key(resource, caller);
    PolicySet set = overlay.apply(PolicySet.of(PrincipalPolicies.unknown(), found));
    return new KeyPolicies(set.key(), set.grants(), set.resourceControl(), found.manager());
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return base.hasVpcEndpointIn(region);
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return base.rolePath(session);
  }
}
