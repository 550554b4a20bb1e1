package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.policy.Grant;
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
public record UnnamedCall(String action, String account) implements UncertainCall {

  @Override
  public boolean mayBeIn(Statement statement) {
    return !(statement.principal() instanceof PrincipalElement.Principal listed)
        || listed.names().stream().anyMatch(this::mayBe);
  }

  private boolean mayBe(PrincipalName name) {
    return name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal
        || name instanceof PrincipalName.Service
        || name instanceof PrincipalName.DeletedIdentity
        || (!account.isEmpty() && name.text().contains(account));
  }

  @Override
  public boolean mayBeBy(String owner) {
    return !account.isEmpty() && owner.contains(":" + account + ":");
  }

  @Override
  public boolean mayBeFor(Grant grant) {
    return account.isEmpty()
        || !(grant.grantee() instanceof Grant.GrantPrincipal.Principal grantee)
        || !grantee.text().startsWith("arn:")
        || grantee.text().contains(account);
  }
}
