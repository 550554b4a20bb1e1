package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import java.util.Optional;

/**
 * A principal of a query.
 *
 * @param name the name in the output
 * @param caller the caller of the requests; for a role, any of its sessions
 * @param isAnybody whether it stands for all callers of its account that are not listed
 */
public record Principal(String name, Caller caller, boolean isAnybody) {

  /** An account id that stands for any other account. */
  private static final String OTHER_ACCOUNT = "999999999999";

  private static final String NOBODY = "anybody-else";

  /** One caller. */
  Principal(String name, Caller caller) {
    this(name, caller, false);
  }

  /** The callers of an account that are not listed. */
  static Principal anybodyElseOf(String accountId) {
    return new Principal(
        "anybody else of account " + accountId, new Caller.IamUser("aws", accountId, NOBODY), true);
  }

  /** Parses an ARN or a service principal; the ARN of a role gives any session of the role. */
  static Principal parse(String name) {
    return new Principal(name, Caller.parse(name));
  }

  /** A role. */
  static Principal ofRole(String accountId, String name, Caller.RolePath path) {
    Caller caller = new Caller.AnyRoleSession("aws", accountId, name, path);
    return new Principal(caller.arn(), caller);
  }

  /**
   * The name of the principal; for a role, the ARN without the path, which is unique in an account.
   */
  String bareName() {
    return caller instanceof Caller.AnyRoleSession any
        ? ofRole(any.accountId(), any.roleName(), Caller.RolePath.unknown()).name()
        : name;
  }

  /** A text about the principal, without the account that stands for any other account. */
  String described(String text) {
    return isAnybody ? text.replace("account " + OTHER_ACCOUNT, "its account") : text;
  }

  /** Whether this is a role with an unknown path. */
  boolean isRoleOfUnknownPath() {
    return caller instanceof Caller.RoleCaller role
        && !(role.path() instanceof Caller.RolePath.Known);
  }

  /**
   * The principal that a name in a key policy matches; empty for kinds of names that never match a
   * caller of KMS.
   */
  static Optional<Principal> named(PrincipalName name) {
    if (name instanceof PrincipalName.Everyone || name instanceof PrincipalName.EveryAwsPrincipal) {
      return Optional.of(
          new Principal(
              "somebody of another account",
              new Caller.IamUser("aws", OTHER_ACCOUNT, NOBODY),
              true));
    }
    if (name instanceof PrincipalName.Account account) {
      return Optional.of(parse(new PrincipalName.Account("aws", account.accountId()).text()));
    }
    boolean callsKms =
        name instanceof PrincipalName.User
            || name instanceof PrincipalName.Role
            || name instanceof PrincipalName.AssumedRoleSession
            || name instanceof PrincipalName.FederatedUser
            || name instanceof PrincipalName.Service;
    return callsKms ? Optional.of(parse(name.text())) : Optional.empty();
  }
}
