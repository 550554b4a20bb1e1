package io.kmspolicy.replay.judge;

import io.kmspolicy.replay.result.OurAnswer;
import java.util.List;

/**
 * The decision of policies on one recorded call.
 *
 * @param answer the decision on all checks
 * @param checks the checks in the order of the catalogue
 */
public record Judgment(OurAnswer answer, List<JudgedCheck> checks) {

  /** Copies the list. */
  public Judgment {
    checks = List.copyOf(checks);
  }
}
