package io.kmspolicy.junit;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.proof.OpenReason;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** Assertions on the answers of policies. Immutable. */
public final class PoliciesAssert {

  private final Policies policies;

  PoliciesAssert(Policies policies) {
    this.policies = policies;
  }

  /**
   * Assertions on requests of a caller.
   *
   * @param caller the ARN of a user, of a session, or of a role for any of its sessions; or a
   *     service principal
   */
  public RequestAssert caller(String caller) {
    return new RequestAssert(policies, caller, "");
  }

  /** Asserts that the answer to a scenario is the expected one. */
  public PoliciesAssert answers(ScenarioFile.Entry scenario) {
    CallAnswers.check(policies, List.of(scenario.answer()));
    return this;
  }

  /**
   * Asserts that these policies allow no request that others did not allow: over all callers,
   * actions and values of condition keys ({@code docs/proofs.md}). Fails if that is refuted, and if
   * it is undecided. Coverage does not count it, because it is about all requests.
   *
   * @param before the policies before the change
   */
  public PoliciesAssert grantsNothingNew(Policies before) {
    Proof proof = policies.grantsNothingNew(before);
    if (proof instanceof Proof.Refuted refuted) {
      throw new AssertionFailedError(newAccess(before, refuted.witness()));
    }
    if (proof instanceof Proof.Indeterminate undecided) {
      throw new AssertionFailedError(open(before, undecided));
    }
    return this;
  }

  private String newAccess(Policies before, Witness witness) {
    AuthorizationRequest request = witness.allowed().request();
    return policies.name()
        + " grants something new: "
        + request.action()
        + " on "
        + request.resource().arn()
        + " is "
        + witness.decisionAfter().text()
        + ", and was "
        + witness.decisionBefore().text()
        + " by "
        + before.name()
        + "\n\n"
        + PolicyEvaluator.tables().explain(request, witness.allowed().policies()).text();
  }

  private String open(Policies before, Proof.Indeterminate undecided) {
    StringBuilder text = new StringBuilder();
    text.append("it is indeterminate whether ").append(policies.name());
    text.append(" grants something new compared with ").append(before.name()).append(':');
    for (OpenReason reason : undecided.reasons()) {
      text.append("\n  ").append(reason.text());
      text.append(", for ").append(reason.caller()).append(" and ").append(reason.action());
    }
    return text.toString();
  }
}
