package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * Whether a permissions boundary is attached to the caller. The boundary has two effects, as a
 * filter and on {@code NotPrincipal} (rule 4.11), so an unknown boundary is evaluated case by case.
 */
public enum BoundaryState {
  /** No boundary is attached. */
  NONE,
  /** A boundary is attached and its policy is known. */
  ATTACHED,
  /** A boundary is attached and its policy is not known. */
  ATTACHED_UNKNOWN,
  /** It is not known whether a boundary is attached: the two cases of {@link #cases} as one. */
  UNKNOWN;

  /** Whether a boundary is attached. */
  public MatchResult attached() {
    return this == UNKNOWN ? MatchResult.INDETERMINATE : MatchResult.of(this != NONE);
  }

  /** What is known of the boundary of a policy set. */
  public static BoundaryState of(PolicySet policies) {
    PolicyLayer layer = policies.permissionsBoundary();
    return layer instanceof PolicyLayer.Unknown ? UNKNOWN : cases(layer).get(0);
  }

  /** The possible states, given the boundary layer. */
  public static List<BoundaryState> cases(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.None) {
      return List.of(NONE);
    }
    return layer instanceof PolicyLayer.Unknown
        ? List.of(NONE, ATTACHED_UNKNOWN)
        : List.of(ATTACHED);
  }
}
