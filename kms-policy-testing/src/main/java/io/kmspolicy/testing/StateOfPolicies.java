package io.kmspolicy.testing;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;

/** Policies as a state that proofs compare. */
final class StateOfPolicies {

  private static final String REMEDY = "state the ARN of the key with the policies";

  private StateOfPolicies() {}

  /** Proves that a change grants nothing new. */
  static Proof compare(Policies before, Policies after) {
    PolicyProver prover = PolicyProver.create();
    Optional<PolicyDirectory> old = before.directory();
    Optional<PolicyDirectory> changed = after.directory();
    if (old.isPresent() != changed.isPresent()) {
      throw new TestInputException(
          "a policy directory and a key policy cannot be compared: "
              + before.name()
              + " and "
              + after.name());
    }
    if (old.isPresent() && changed.isPresent()) {
      if (old.get().keys().isEmpty() && changed.get().keys().isEmpty()) {
        throw new TestInputException(
            "neither "
                + before.name()
                + " nor "
                + after.name()
                + " has a key, so nothing would be"
                + " compared");
      }
      DirectoryChange change = new DirectoryChange(of(old.get()), of(changed.get()), false);
      return ChangedState.ofAll(
          change.states(), states -> prover.noNewAccess(states.before(), states.after()));
    }
    if (before.key().isPresent() && after.key().isPresent() && !before.key().equals(after.key())) {
      throw new TestInputException(
          "the key policies of two keys cannot be compared: `"
              + before.key().get().arn()
              + "` and `"
              + after.key().get().arn()
              + "`");
    }
    KmsResource.Key key =
        after
            .key()
            .or(before::key)
            .orElseGet(() -> AssumedKey.of(List.of(policy(before), policy(after)), REMEDY));
    return prover.noNewAccess(of(key, before), of(key, after));
  }

  private static NamedPolicy policy(Policies policies) {
    return policies.keyPolicy().orElseThrow();
  }

  private static PolicyState of(KmsResource.Key key, Policies policies) {
    return PolicyState.ofKeyPolicy(key, PolicyLayer.of(policy(policies)), GrantLayer.unknown());
  }

  private static DirectoryState of(PolicyDirectory source) {
    return new DirectoryState(source, source.callers(), source.keys(), null);
  }
}
