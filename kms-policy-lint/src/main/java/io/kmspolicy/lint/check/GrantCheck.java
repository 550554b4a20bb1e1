package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Optional;

/** Reports permission to create grants without limits. A grant delegates permissions. */
final class GrantCheck implements PolicyCheck {

  private static final String CREATE_GRANT = "kms:CreateGrant";

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.GRANT_UNCONSTRAINED);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isIdentity() || policy.isKeyPolicy()) {
      policy
          .allows()
          .filter(view -> view.includes(CREATE_GRANT) && !report.isDead(view))
          .forEach(view -> check(view, report));
    }
  }

  private static void check(StatementView view, Report report) {
    Optional<ActionPattern> named =
        view.actionPatterns().stream()
            .filter(pattern -> LetterCase.lowerCase(pattern.text()).contains("creategrant"))
            .findFirst();
    if (named.isPresent()
        && !isOfTheAccount(view)
        && !view.condition(SampleContexts.unlimitedGrant(view)).isNoMatch()
        && view.policy().denies().noneMatch(deny -> denies(deny, view))) {
      report.add(
          LintRule.GRANT_UNCONSTRAINED,
          view,
          named.get().location(),
          "this allows grants to any principal, for every operation and without constraints",
          "if AWS services create the grants, add `Bool` `kms:GrantIsForAWSResource` `true`;"
              + " otherwise limit `kms:GranteePrincipal` or `kms:GrantOperations`");
    }
  }

  /**
   * Whether the only principal is the key's own account: its IAM policies are to have the limit.
   */
  private static boolean isOfTheAccount(StatementView view) {
    Optional<String> owner =
        view.policy().isKeyPolicy() ? view.policy().account() : Optional.empty();
    return owner.isPresent()
        && !view.principals().isEmpty()
        && view.principals().stream()
            .allMatch(
                name ->
                    name instanceof PrincipalName.Account account
                        && account.accountId().equals(owner.get()));
  }

  /** Whether a Deny certainly applies to a grant without limits wherever an Allow applies. */
  private static boolean denies(StatementView deny, StatementView allow) {
    boolean samePrincipals =
        deny.statement().principal().equals(allow.statement().principal())
            || deny.principals().contains(new PrincipalName.Everyone());
    boolean sameKeys =
        deny.statement().resource().equals(allow.statement().resource())
            || (deny.statement().resource() instanceof ResourceElement.Resource listed
                && listed.patterns().stream().anyMatch(pattern -> pattern.text().equals("*")));
    return samePrincipals
        && sameKeys
        && deny.includes(CREATE_GRANT)
        && deny.condition(SampleContexts.unlimitedGrant(deny)).isMatch();
  }
}
