package io.kmspolicy.lint.lockout;

import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/** The principals that a key policy names. */
final class PolicyPrincipals {

  private PolicyPrincipals() {}

  /** The names in {@code Principal} or {@code NotPrincipal}. */
  static List<PrincipalName> of(Statement statement) {
    if (statement.principal() instanceof PrincipalElement.Principal listed) {
      return listed.names();
    }
    return statement.principal() instanceof PrincipalElement.NotPrincipal excluded
        ? excluded.names()
        : List.of();
  }

  static List<PrincipalName> of(PolicyDocument document) {
    return document.statements().stream()
        .flatMap(statement -> of(statement).stream())
        .distinct()
        .toList();
  }

  /** The document without the ids of deleted users and roles, which are nobody (rule 1.8). */
  static PolicyDocument withoutDeleted(PolicyDocument document) {
    return new PolicyDocument(
        document.version(),
        document.id(),
        document.statements().stream().map(PolicyPrincipals::withoutDeleted).toList());
  }

  private static Statement withoutDeleted(Statement statement) {
    List<PrincipalName> live =
        of(statement).stream()
            .filter(name -> !(name instanceof PrincipalName.DeletedIdentity))
            .toList();
    if (statement.principal() instanceof PrincipalElement.Principal) {
      return statement.withPrincipal(new PrincipalElement.Principal(live));
    }
    return statement.principal() instanceof PrincipalElement.NotPrincipal
        ? statement.withPrincipal(new PrincipalElement.NotPrincipal(live))
        : statement;
  }
}
