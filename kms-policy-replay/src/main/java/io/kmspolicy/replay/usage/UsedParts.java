package io.kmspolicy.replay.usage;

import java.util.List;

/**
 * The parts of policies that bear on one decision.
 *
 * @param matched the parts that may match the request
 * @param needed the parts of these without which the decision differs
 * @param open whether the decision is open, so that any matched part may be needed
 */
public record UsedParts(List<PolicyPart> matched, List<PolicyPart> needed, boolean open) {

  /** Copies the lists. */
  public UsedParts {
    matched = List.copyOf(matched);
    needed = List.copyOf(needed);
  }
}
