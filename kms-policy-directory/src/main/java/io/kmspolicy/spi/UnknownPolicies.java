package io.kmspolicy.spi;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;

/** The source that knows nothing. */
enum UnknownPolicies implements PolicySource {
  INSTANCE;

  @Override
  public String toString() {
    return "none";
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return PrincipalPolicies.unknown();
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    return KeyPolicies.unknown();
  }
}
