package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Users, roles and keys that may exist only after a change. One that says nothing of KMS, and that
 * no key policy means beside its account, gains nothing by that.
 *
 * @param after the state after the change
 */
record PerhapsNew(InputState after) {

  /** Whether something may be allowed because a user, role or key exists. */
  boolean mayGain(String name) {
    Optional<InputPrincipal> principal =
        after.principals().stream().filter(one -> one.name().equals(name)).findFirst();
    return principal.isEmpty()
        || !(principal.get().identity() instanceof PolicyLayer.Attached identity)
        || statements(identity).anyMatch(KmsStatements::mayMatter)
        || after.keys().stream()
            .anyMatch(
                key ->
                    !(key.policy() instanceof PolicyLayer.Attached policy)
                        || statements(policy)
                            .anyMatch(statement -> mayMean(statement, principal.get())));
  }

  private static Stream<Statement> statements(PolicyLayer.Attached layer) {
    return layer.policies().stream()
        .map(NamedPolicy::document)
        .flatMap(document -> document.statements().stream());
  }

  private static boolean mayMean(Statement statement, InputPrincipal principal) {
    return !(statement.principal() instanceof PrincipalElement.Principal named)
        || named.names().stream().anyMatch(name -> mayMean(name, principal.caller().arn()));
  }

  private static boolean mayMean(PrincipalName name, String arn) {
    if (name instanceof PrincipalName.User || name instanceof PrincipalName.Role) {
      return name.text().equals(arn);
    }
    return !(name instanceof PrincipalName.Account || name instanceof PrincipalName.Service);
  }
}
