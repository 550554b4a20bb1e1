package io.kmspolicy.testing;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Policies as a state that proofs compare. */
final class StateOfPolicies {

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
      return prover.noNewAccess(of(old.get()), of(changed.get()));
    }
    KmsResource.Key key =
        after
            .key()
            .or(before::key)
            .or(() -> keyOf(after))
            .or(() -> keyOf(before))
            .orElseThrow(
                () ->
                    new TestInputException(
                        after.name()
                            + ": the key policy names no account; state the ARN of its key"));
    return prover.noNewAccess(of(key, before), of(key, after));
  }

  private static PolicyState of(KmsResource.Key key, Policies policies) {
    PolicyLayer layer = PolicyLayer.of(policies.keyPolicy().orElseThrow());
    return PolicyState.ofKeyPolicy(key, layer, GrantLayer.unknown());
  }

  private static PolicyState of(PolicyDirectory source) {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    source.callers().forEach(caller -> callers.put(caller, source.principal(caller)));
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    for (KmsResource.Key key : source.keys()) {
      Caller owner = new Caller.RootUser(key.partition(), key.accountId());
      keys.put(key, source.key(key, owner));
      KmsResource other = RequestNames.someKey(key.partition(), key.region(), key.accountId());
      others.computeIfAbsent(key.accountId(), account -> source.key(other, owner));
    }
    return new PolicyState(callers, keys).withOtherKeys(others);
  }

  /** Some key of the account that a key policy names first. */
  private static Optional<KmsResource.Key> keyOf(Policies policies) {
    for (Statement statement : policies.keyPolicy().orElseThrow().document().statements()) {
      if (statement.principal() instanceof PrincipalElement.Principal listed) {
        for (PrincipalName name : listed.names()) {
          if (name instanceof PrincipalName.Account account) {
            String partition = account.partition().isEmpty() ? "aws" : account.partition();
            return Optional.of(
                RequestNames.someKey(partition, RequestNames.SOME_REGION, account.accountId()));
          }
        }
      }
    }
    return Optional.empty();
  }
}
