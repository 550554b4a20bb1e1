package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;

/** Which policy types apply to which callers and requests (rule 4.2). */
public final class Applicability {

  private Applicability() {}

  public static MatchResult of(PolicyType type, RequestAttributes attributes) {
    return switch (type) {
      case IDENTITY -> MatchResult.of(!attributes.isService() && !attributes.isRoot());
      case PERMISSIONS_BOUNDARY ->
          attributes.isService() || attributes.isRoot()
              ? MatchResult.NO_MATCH
              : attributes.serviceLinkedRole().not();
      case SESSION ->
          MatchResult.of(attributes.caller() instanceof RoleCaller || attributes.isFederated());
      case SERVICE_CONTROL ->
          attributes.isService() ? MatchResult.NO_MATCH : attributes.serviceLinkedRole().not();
      case RESOURCE_CONTROL -> resourceControl(attributes);
      // Key policies do not apply to keyless actions, new keys and aliases, and KMS ignores their
      // statements about RetireGrant (rules 5.10, 5.11, 5.14).
      case KEY -> MatchResult.of(!attributes.isDecidedByIdentity() && !attributes.isRetireGrant());
      // The layer is absent for a call that does not go through an endpoint. Whether it applies to
      // a service's own call is not documented.
      case VPC_ENDPOINT -> attributes.isService() ? MatchResult.INDETERMINATE : MatchResult.MATCH;
    };
  }

  private static MatchResult resourceControl(RequestAttributes attributes) {
    boolean outside =
        attributes.isRetireGrant()
            || attributes.isKeyless()
            || attributes.request().keyManager() == KeyManager.AWS;
    if (outside) {
      return MatchResult.NO_MATCH;
    }
    MatchResult bound = attributes.serviceLinkedRole().not();
    // Whether they apply to a key that does not exist yet is not documented (rule 5.10).
    boolean perhaps = attributes.mayBeKeyless() || attributes.isNewKey();
    return perhaps ? bound.and(MatchResult.INDETERMINATE) : bound;
  }
}
