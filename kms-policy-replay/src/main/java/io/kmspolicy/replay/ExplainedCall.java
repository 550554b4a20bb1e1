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

  /** The same call without the values of the encryption context. */
  public ExplainedCall redacted() {
    return new ExplainedCall(
        aws, ours, sameLayer, checks.stream().map(Explanation::redacted).toList(), problem);
  }
}
