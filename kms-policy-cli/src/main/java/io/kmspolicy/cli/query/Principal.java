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

  /** The principal that a caller is; for a role, any of its sessions. */
  static Principal of(Caller caller) {
    return new Principal(caller.arn(), caller);
  }

  /** The callers of an account that are not listed. */
  static Principal anybodyElseOf(String partition, String accountId) {
    return new Principal(
        "anybody else of account " + accountId,
        new Caller.IamUser(partition, accountId, NOBODY),
        true);
  }

  /** Parses an ARN or a service principal; the ARN of a role gives any session of the role. */
  static Principal parse(String name) {
    return new Principal(name, Caller.parse(name));
  }

  /**
   * The name of the principal; for a role, the ARN without the path, which is unique in an account.
   */
  String bareName() {
    return caller instanceof Caller.AnyRoleSession any
        ? any.withPath(Caller.RolePath.unknown()).arn()
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
   *
   * @param partition the partition of the key
   */
  static Optional<Principal> named(PrincipalName name, String partition) {
    if (name instanceof PrincipalName.Everyone || name instanceof PrincipalName.EveryAwsPrincipal) {
      return Optional.of(
          new Principal(
              "somebody of another account",
              new Caller.IamUser(partition, OTHER_ACCOUNT, NOBODY),
              true));
    }
    if (name instanceof PrincipalName.Account account) {
      String own = account.partition().isEmpty() ? partition : account.partition();
      return Optional.of(of(new Caller.RootUser(own, account.accountId())));
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
