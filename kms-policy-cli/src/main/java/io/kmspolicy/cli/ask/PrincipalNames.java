package io.kmspolicy.cli.ask;

import io.kmspolicy.model.Arn;
import io.kmspolicy.model.Caller;
import java.util.Optional;

/** Callers as people name them. */
final class PrincipalNames {

  private static final String ROLE = "role/";

  private PrincipalNames() {}

  /** The caller of that name; for the ARN of a role, one of its sessions. */
  static Caller caller(String name) {
    Optional<Arn> role =
        Arn.parse(name)
            .filter(arn -> arn.service().equals("iam") && Arn.isAccountId(arn.accountId()))
            .filter(arn -> arn.resource().startsWith(ROLE));
    return role.<Caller>map(arn -> session(arn, name)).orElseGet(() -> Caller.parse(name));
  }

  private static Caller.RoleSession session(Arn role, String name) {
    String plain = role.resource().substring(role.resource().lastIndexOf('/') + 1);
    return new Caller.RoleSession(
            role.partition(),
            role.accountId(),
            plain,
            DirectoryNames.SESSION,
            Caller.RolePath.unknown())
        .ofRole(name);
  }
}
