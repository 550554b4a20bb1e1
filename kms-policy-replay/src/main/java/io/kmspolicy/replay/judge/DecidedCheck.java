package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.usage.UsedParts;
import java.util.HashMap;
import java.util.Map;

/** The policies of one check, and its decisions so far. Not thread-safe. */
final class DecidedCheck {

  private final PrincipalPolicies principal;
  private final KeyPolicies key;
  private final PolicySet policies;
  private final ContextMemo<Decision> decisions = new ContextMemo<>();
  private final Map<AwsAnswer.Denied, ContextMemo<Boolean>> denials = new HashMap<>(1);

  private final ContextMemo<UsedParts> usedByAllowed = new ContextMemo<>();
  private final ContextMemo<UsedParts> usedByDenied = new ContextMemo<>();

  DecidedCheck(PrincipalPolicies principal, KeyPolicies key) {
    this.principal = principal;
    this.key = key;
    this.policies = PolicySet.of(principal, key);
  }

  PrincipalPolicies principal() {
    return principal;
  }

  KeyPolicies key() {
    return key;
  }

  PolicySet policies() {
    return policies;
  }

  ContextMemo<Decision> decisions() {
    return decisions;
  }

  /** Whether the layer that AWS names can have denied the check. */
  ContextMemo<Boolean> denials(AwsAnswer.Denied aws) {
    return denials.computeIfAbsent(aws, first -> new ContextMemo<>());
  }

  /** The parts of the policies that calls which AWS allowed, or denied, have used. */
  ContextMemo<UsedParts> used(boolean allowed) {
    return allowed ? usedByAllowed : usedByDenied;
  }
}
