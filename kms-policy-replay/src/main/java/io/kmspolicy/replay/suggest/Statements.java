package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/** Questions about statements of key policies, and variants of them. */
final class Statements {

  private Statements() {}

  /** The statement for some of its principals. */
  static Statement naming(Statement statement, List<PrincipalName> names) {
    return statement.withPrincipal(new PrincipalElement.Principal(names));
  }

  /** Whether some name stands for an account or for everyone. */
  static boolean areForMany(List<PrincipalName> names) {
    return names.stream()
        .anyMatch(
            name ->
                name instanceof PrincipalName.Account
                    || name instanceof PrincipalName.Everyone
                    || name instanceof PrincipalName.EveryAwsPrincipal);
  }

  /** Whether some name stands for everyone. */
  static boolean areForEveryone(List<PrincipalName> names) {
    return names.stream()
        .anyMatch(
            name ->
                name instanceof PrincipalName.Everyone
                    || name instanceof PrincipalName.EveryAwsPrincipal);
  }

  /** Whether a statement has all principals of another one. */
  static boolean hasNames(Statement statement, Statement other) {
    return (statement.principal() instanceof PrincipalElement.Principal all
            && other.principal() instanceof PrincipalElement.Principal some)
        ? all.names().containsAll(some.names())
        : statement.principal().equals(other.principal());
  }
}
