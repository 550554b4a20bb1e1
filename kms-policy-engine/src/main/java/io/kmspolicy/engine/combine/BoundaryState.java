package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.PolicyLayer;
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
  ATTACHED_UNKNOWN;

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
