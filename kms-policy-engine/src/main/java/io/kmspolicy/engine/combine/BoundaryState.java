package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.PolicyLayer;
import java.util.List;

/**
 * Whether the caller has a permissions boundary. It matters twice, as a filter and to {@code
 * NotPrincipal} (rule 4.11), so where it is unknown both cases are looked at one by one.
 */
public enum BoundaryState {
  /** No boundary is attached. */
  NONE,
  /** A boundary is attached and its policy is known. */
  ATTACHED,
  /** A boundary is attached, and what it says is not known. */
  ATTACHED_UNKNOWN;

  /** The cases that a layer leaves open. */
  public static List<BoundaryState> cases(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.None) {
      return List.of(NONE);
    }
    return layer instanceof PolicyLayer.Unknown
        ? List.of(NONE, ATTACHED_UNKNOWN)
        : List.of(ATTACHED);
  }
}
