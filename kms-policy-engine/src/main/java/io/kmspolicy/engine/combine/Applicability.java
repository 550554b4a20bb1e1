package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;

/** Which policy types apply to which callers and requests (rule 4.2). */
public final class Applicability {

  private Applicability() {}

  public static MatchResult of(PolicyType type, RequestAttributes facts) {
    return switch (type) {
      case IDENTITY -> MatchResult.of(!facts.isService() && !facts.isRoot());
      case PERMISSIONS_BOUNDARY ->
          facts.isService() || facts.isRoot()
              ? MatchResult.NO_MATCH
              : facts.serviceLinkedRole().not();
      case SESSION -> MatchResult.of(facts.caller() instanceof RoleCaller || facts.isFederated());
      case SERVICE_CONTROL ->
          facts.isService() ? MatchResult.NO_MATCH : facts.serviceLinkedRole().not();
      case RESOURCE_CONTROL -> resourceControl(facts);
      // Key policies do not apply to keyless actions, new keys and aliases, and KMS ignores their
      // statements about RetireGrant (rules 5.10, 5.11, 5.14).
      case KEY -> MatchResult.of(!facts.isDecidedByIdentity() && !facts.isRetireGrant());
      // The layer is absent for a call that does not go through an endpoint. Whether it applies to
      // a service's own call is not documented.
      case VPC_ENDPOINT -> facts.isService() ? MatchResult.INDETERMINATE : MatchResult.MATCH;
    };
  }

  private static MatchResult resourceControl(RequestAttributes facts) {
    boolean outside =
        facts.isRetireGrant()
            || facts.isKeyless()
            || facts.request().keyManager() == KeyManager.AWS;
    if (outside) {
      return MatchResult.NO_MATCH;
    }
    MatchResult bound = facts.serviceLinkedRole().not();
    // Whether they apply to a key that does not exist yet is not documented (rule 5.10).
    boolean perhaps = facts.mayBeKeyless() || facts.isNewKey();
    return perhaps ? bound.and(MatchResult.INDETERMINATE) : bound;
  }
}
