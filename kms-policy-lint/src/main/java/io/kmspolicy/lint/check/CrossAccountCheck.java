package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.Lockout;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports what a key policy allows other accounts without need or without effect. */
final class CrossAccountCheck implements PolicyCheck {

  private static final String CHANGE = "kms:PutKeyPolicy";

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.CROSS_ACCOUNT_WITHOUT_ORG, LintRule.CROSS_ACCOUNT_USELESS);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isKeyPolicy()) {
      owner(policy).ifPresent(owner -> policy.allows().forEach(view -> check(view, owner, report)));
    }
  }

  /**
   * The account of the key, if it is known: from the path of the file, or as the only account that
   * may call {@code kms:PutKeyPolicy}, which is possible in the key's account only.
   */
  static Optional<String> owner(LintedPolicy policy) {
    Optional<String> stated =
        PolicyLayout.of(policy.text().source()).key().map(key -> key.accountId());
    if (stated.isPresent()) {
      return stated;
    }
    Set<String> accounts = new LinkedHashSet<>();
    policy
        .allows()
        .filter(view -> view.includes(CHANGE))
        .flatMap(view -> view.principals().stream())
        .forEach(name -> Lockout.accountOf(name).ifPresent(accounts::add));
    return accounts.size() == 1 ? accounts.stream().findFirst() : Optional.empty();
  }

  private static void check(StatementView view, String owner, Report report) {
    List<PrincipalName> foreign =
        view.principals().stream().filter(name -> isForeign(name, owner)).toList();
    if (foreign.isEmpty()) {
      return;
    }
    if (foreign.size() == view.principals().size()) {
      useless(view, report);
    }
    if (!view.condition(SampleContexts.foreignOrganization()).isImpossible()) {
      report.add(
          LintRule.CROSS_ACCOUNT_WITHOUT_ORG,
          view,
          view.at("Principal"),
          Quoting.quote(foreign.get(0).text())
              + " of another account is allowed, whatever organization the account belongs to",
          "add a condition on `aws:PrincipalOrgID` to limit the access to your organization");
    }
  }

  private static boolean isForeign(PrincipalName name, String owner) {
    return Lockout.accountOf(name).filter(account -> !account.equals(owner)).isPresent();
  }

  private static void useless(StatementView view, Report report) {
    List<KmsAction> local =
        view.actions().stream()
            .filter(action -> action.crossAccount() == CrossAccountUse.NO)
            .filter(view::spellsOut)
            .toList();
    if (!local.isEmpty()) {
      report.add(
          LintRule.CROSS_ACCOUNT_USELESS,
          view,
          view.at(local.get(0)),
          "callers of another account cannot use " + ActionNames.list(local) + " on this key",
          "remove it; these operations work in the key's account only");
    }
  }
}
