package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import java.util.Optional;

/**
 * Somebody who is asked about.
 *
 * @param name what people call it
 * @param caller how KMS sees it; of a role, any of its sessions
 */
record Principal(String name, Caller caller) {

  /** An account that no policy means. */
  private static final String STRANGER = "999999999999";

  /** The principal of an ARN or of a service; for the ARN of a role, any of its sessions. */
  static Principal parse(String name) {
    return new Principal(name, Caller.parse(name));
  }

  /** A role whose path is not known. */
  static Principal ofRole(String accountId, String name) {
    Caller caller = new Caller.AnyRoleSession("aws", accountId, name, Caller.RolePath.unknown());
    return new Principal(caller.arn(), caller);
  }

  /** The name; of any session of a role, the name of the role without its path, which is unique. */
  String bareName() {
    return caller instanceof Caller.AnyRoleSession any
        ? ofRole(any.accountId(), any.roleName()).name()
        : name;
  }

  /** Whether this is a role of which only the name is known. */
  boolean isRoleOfUnknownPath() {
    return caller instanceof Caller.RoleCaller one
        && !(one.path() instanceof Caller.RolePath.Known);
  }

  /** Whom a key policy means by a name; nobody who calls KMS for some kinds of names. */
  static Optional<Principal> named(PrincipalName name) {
    if (name instanceof PrincipalName.Everyone || name instanceof PrincipalName.EveryAwsPrincipal) {
      return Optional.of(
          new Principal(
              "somebody of another account", new Caller.IamUser("aws", STRANGER, "somebody")));
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
