package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;

/**
 * A call of a caller that a record does not name: an AWS service that called for itself, or
 * somebody of another account.
 *
 * @param action the action
 * @param account the account of the caller; empty for an AWS service
 */
public record UnnamedCall(String action, String account) {

  /** Whether a statement may have allowed the call. */
  boolean mayNeed(Statement statement) {
    return statement.effect() == Effect.ALLOW
        && !StatementAnalysis.of(PolicyType.KEY, true).action(statement, action).isImpossible()
        && (!(statement.principal() instanceof PrincipalElement.Principal listed)
            || listed.names().stream().anyMatch(this::mayBe));
  }

  private boolean mayBe(PrincipalName name) {
    return name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal
        || name instanceof PrincipalName.Service
        || name instanceof PrincipalName.DeletedIdentity
        || (!account.isEmpty() && name.text().contains(account));
  }
}
