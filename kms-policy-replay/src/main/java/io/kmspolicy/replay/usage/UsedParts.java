package io.kmspolicy.replay.usage;

import io.kmspolicy.replay.result.PolicyPart;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts of policies that bear on one decision.
 *
 * @param matched the parts that may match the request
 * @param needed the parts of these without which the decision differs
 * @param open whether the decision is open, or contradicts AWS, so that any matched part may be
 *     needed
 */
public record UsedParts(List<PolicyPart> matched, List<PolicyPart> needed, boolean open) {

  /** Copies the lists. */
  public UsedParts {
    matched = List.copyOf(matched);
    needed = List.copyOf(needed);
  }

  /** The parts that bear on a decision which depends on the time: those of either time. */
  public UsedParts or(UsedParts other, boolean isOpen) {
    return new UsedParts(
        Stream.concat(matched.stream(), other.matched.stream()).distinct().toList(),
        Stream.concat(needed.stream(), other.needed.stream()).distinct().toList(),
        open || other.open || isOpen);
  }
}
