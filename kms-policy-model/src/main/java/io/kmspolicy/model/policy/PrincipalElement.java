package io.kmspolicy.model.policy;

import java.util.List;

/**
 * The callers that a statement applies to: the {@code Principal} or {@code NotPrincipal} element,
 * or none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">IAM
 *     JSON policy elements: Principal</a>
 */
public sealed interface PrincipalElement {

  /** The names that the element lists; none if it is absent. */
  List<PrincipalName> names();

  /** {@code Principal}: the callers that one of the names matches. */
  record Principal(List<PrincipalName> names) implements PrincipalElement {
    /** Copies the list. */
    public Principal {
      names = List.copyOf(names);
    }
  }

  /** {@code NotPrincipal}: the callers that none of the names exempts (rule 4.11). */
  record NotPrincipal(List<PrincipalName> names) implements PrincipalElement {
    /** Copies the list. */
    public NotPrincipal {
      names = List.copyOf(names);
    }
  }

  /** No principal element: the statement applies to the identities that have the policy. */
  record Absent() implements PrincipalElement {
    @Override
    public List<PrincipalName> names() {
      return List.of();
    }
  }
}
