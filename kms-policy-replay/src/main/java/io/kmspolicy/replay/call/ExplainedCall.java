package io.kmspolicy.replay.call;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.List;
import java.util.Optional;

/**
 * A recorded call with its explanation.
 *
 * @param aws AWS's answer, as reports show it
 * @param ours the answer of the policies
 * @param sameLayer false if both denied the call, and the layer that AWS names is not among ours
 * @param checks the explanations of the checks that KMS made for the call
 * @param problem why the call cannot be judged; empty if it can
 * @param wronglyNone the layer by which AWS denied the call, and which the policies state to be
 *     none; empty if there is no such contradiction
 * @param requests the requests of the checks, in the same order
 * @param answer AWS's answer
 */
public record ExplainedCall(
    String aws,
    OurAnswer ours,
    boolean sameLayer,
    List<Explanation> checks,
    String problem,
    Optional<PolicyType> wronglyNone,
    List<DecidedRequest> requests,
    AwsAnswer answer) {

  /** Copies the lists. */
  public ExplainedCall {
    checks = List.copyOf(checks);
    requests = List.copyOf(requests);
  }

  /** The same call without the values of the encryption context in its explanations. */
  public ExplainedCall redacted() {
    return new ExplainedCall(
        aws,
        ours,
        sameLayer,
        checks.stream().map(Explanation::redacted).toList(),
        problem,
        wronglyNone,
        requests,
        answer);
  }
}
