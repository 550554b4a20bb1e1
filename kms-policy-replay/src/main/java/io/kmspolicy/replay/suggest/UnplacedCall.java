package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import java.util.Optional;

/**
 * A call on a key that the record does not name, or whose decision is open.
 *
 * @param action the action
 * @param caller the caller; for a session of a role any of its sessions, and empty for anybody
 */
public record UnplacedCall(String action, Optional<Caller> caller) implements UncertainCall {

  /** A call of a caller. */
  public static UnplacedCall of(String action, Caller caller) {
    return new UnplacedCall(
        action,
        Optional.of(caller instanceof Caller.RoleSession session ? session.anySession() : caller));
  }

  /** A call of anybody. */
  public static UnplacedCall ofAnybody(String action) {
    return new UnplacedCall(action, Optional.empty());
  }

  @Override
  public boolean mayBeIn(Statement statement) {
    return caller.isEmpty()
        || !StatementAnalysis.of(PolicyType.KEY, true)
            .principal(statement, caller.get())
            .isNoMatch();
  }

  @Override
  public boolean mayBeBy(String owner) {
    if (caller.isPresent() && caller.get() instanceof Caller.RoleCaller role) {
      return owner.endsWith("::" + role.accountId() + ":role/" + role.roleName());
    }
    return caller.isEmpty() || owner.equals(caller.get().arn());
  }

  /** The grantee is not looked at. */
  @Override
  public boolean mayBeFor(Grant grant) {
    return true;
  }
}
