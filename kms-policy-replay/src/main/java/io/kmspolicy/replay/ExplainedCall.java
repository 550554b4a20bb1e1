package io.kmspolicy.replay;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.replay.judge.OurAnswer;
import java.util.List;

/**
 * A recorded call with its explanation.
 *
 * @param aws AWS's answer, as reports show it
 * @param ours the answer of the policies
 * @param sameLayer false if both denied the call, and the layer that AWS names is not among ours
 * @param checks the explanations of the checks that KMS made for the call
 * @param problem why the call cannot be judged; empty if it can
 */
public record ExplainedCall(
    String aws, OurAnswer ours, boolean sameLayer, List<Explanation> checks, String problem) {

  /** Copies the list. */
  public ExplainedCall {
    checks = List.copyOf(checks);
  }
}
