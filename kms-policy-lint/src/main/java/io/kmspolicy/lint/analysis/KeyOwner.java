package io.kmspolicy.lint.analysis;

import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.resource.Arn;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The account that owns the key of a key policy. */
final class KeyOwner {

  private static final String CHANGE = "kms:PutKeyPolicy";

  private KeyOwner() {}

  /**
   * The owner, if it is known: from the path of the file, as stated by the user, or as the account
   * that may call {@code kms:PutKeyPolicy}, which is possible in the key's account only. If several
   * accounts may, it is the first that the policy lets decide by IAM policies.
   */
  static Optional<String> of(LintedPolicy policy, String stated) {
    Optional<String> located =
        PolicyLayout.of(policy.text().source()).key().map(key -> key.accountId());
    if (located.isPresent()) {
      return located;
    }
    return stated.isEmpty() ? delegating(policy) : Optional.of(stated);
  }

  private static Optional<String> delegating(LintedPolicy policy) {
    Set<String> changing = new LinkedHashSet<>();
    Set<String> delegating = new LinkedHashSet<>();
    policy
        .allows()
        .filter(view -> view.includes(CHANGE))
        .forEach(
            view -> {
              for (PrincipalName name : view.principals()) {
                accountOf(name).ifPresent(changing::add);
                if (name instanceof PrincipalName.Account && !view.hasCondition()) {
                  accountOf(name).ifPresent(delegating::add);
                }
              }
            });
    return (changing.size() == 1 ? changing : delegating).stream().findFirst();
  }

  /** The account of a principal, if it has one. */
  static Optional<String> accountOf(PrincipalName name) {
    if (name instanceof PrincipalName.Account account) {
      return Optional.of(account.accountId());
    }
    return Arn.parse(name.text()).map(Arn::accountId).filter(Arn::isAccountId);
  }
}
