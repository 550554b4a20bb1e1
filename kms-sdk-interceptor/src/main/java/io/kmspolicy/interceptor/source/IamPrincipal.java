package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.request.Caller;
import java.util.Optional;

/**
 * An IAM user or role.
 *
 * @param accountId the account
 * @param kind whether it is a user or a role
 * @param name its name, without a path
 */
record IamPrincipal(String accountId, Kind kind, String name) {

  enum Kind {
    USER,
    ROLE
  }

  /** The user or role behind a caller; empty for all others. */
  static Optional<IamPrincipal> of(Caller caller) {
    if (caller instanceof Caller.IamUser user) {
      String name = user.name().substring(user.name().lastIndexOf('/') + 1);
      return Optional.of(new IamPrincipal(user.accountId(), Kind.USER, name));
    }
    return caller instanceof Caller.RoleCaller session
        ? Optional.of(new IamPrincipal(session.accountId(), Kind.ROLE, session.roleName()))
        : Optional.empty();
  }
}
