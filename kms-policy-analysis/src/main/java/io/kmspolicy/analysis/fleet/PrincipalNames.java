package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.model.request.Caller;

/** The names of a principal: for the header of its row, and as markers in texts. */
final class PrincipalNames {

  private final Principal principal;
  private final NameMarkers markers = new NameMarkers();

  PrincipalNames(Principal principal) {
    this.principal = principal;
    if (!principal.isAnybody()) {
      markers.add('p', principal.name()).add('f', folder(principal.caller()));
    }
  }

  /** The folder of the principal in a policy directory; empty if it cannot have one. */
  private static String folder(Caller caller) {
    if (caller instanceof Caller.AnyRoleSession role) {
      return role.accountId() + "/roles/" + role.roleName() + "/";
    }
    return caller instanceof Caller.IamUser user
        ? user.accountId() + "/users/" + user.userName() + "/"
        : "";
  }

  String mark(String text) {
    return markers.mark(text);
  }

  NameMarkers markers() {
    return markers;
  }

  /** The part of the name after the account. */
  String shortName() {
    return principal.name().startsWith("arn:")
        ? principal.name().substring(principal.name().lastIndexOf(':') + 1)
        : principal.bareName();
  }

  /** The full name and, for a role, what the row stands for. */
  String longName() {
    return principal.caller() instanceof Caller.AnyRoleSession
        ? principal.name() + " (any session)"
        : principal.name();
  }

  /** The account; empty for a service. */
  String account() {
    return principal.caller() instanceof Caller.AccountCaller member && !isElsewhere()
        ? member.accountId()
        : "";
  }

  private boolean isElsewhere() {
    return principal.isAnybody() && !principal.name().endsWith(accountOf());
  }

  private String accountOf() {
    return principal.caller() instanceof Caller.AccountCaller member ? member.accountId() : "";
  }
}
