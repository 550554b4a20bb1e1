package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.Access;
import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.ForeignAccess;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Set;

/** Reports what a key policy allows other accounts without need or without effect. */
final class CrossAccountCheck implements PolicyCheck {

  private static final String GRANTS = "kms:CreateGrant";

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.FOREIGN_ADMINISTRATION,
        LintRule.CROSS_ACCOUNT_WITHOUT_ORG,
        LintRule.CROSS_ACCOUNT_USELESS);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isKeyPolicy()) {
      policy
          .account()
          .ifPresent(
              owner ->
                  policy
                      .allows()
                      .filter(view -> !report.isDead(view))
                      .forEach(view -> check(view, owner, report)));
    }
  }

  private static void check(StatementView view, String owner, Report report) {
    List<PrincipalName> foreign =
        view.principals().stream().filter(name -> isForeign(name, owner)).toList();
    if (foreign.isEmpty()) {
      if (isLimitedEverybody(view, report) && isAdministration(view)) {
        administration(view, owner, "a principal that the condition admits", report);
      }
      return;
    }
    if (foreign.size() == view.principals().size()) {
      useless(view, owner, report);
    }
    if (isAdministration(view)) {
      administration(view, owner, Quoting.quote(foreign.get(0).text()), report);
    }
    if (!report.has(LintRule.FOREIGN_ADMINISTRATION, view)
        && !report.has(LintRule.WILDCARD_PRINCIPAL)) {
      Set<String> known = view.policy().organizationOf(owner);
      foreign.stream()
          .filter(name -> LintedPolicy.accountOf(name).filter(known::contains).isEmpty())
          .findFirst()
          .ifPresent(name -> withoutOrganization(view, owner, name, report));
    }
  }

  private static void withoutOrganization(
      StatementView view, String owner, PrincipalName foreign, Report report) {
    Access access = ForeignAccess.ofOtherOrganizations(view, owner);
    if (!(access instanceof Access.Nobody)) {
      String who = Quoting.quote(foreign.text()) + " of another account is allowed";
      String whatever = ", whatever organization the account belongs to";
      report.add(
          LintRule.CROSS_ACCOUNT_WITHOUT_ORG,
          view,
          view.at("Principal"),
          access instanceof Access.Open open
              ? "it is not decided whether "
                  + who
                  + whatever
                  + ", because it depends on "
                  + open.reason()
              : who + whatever,
          "add a condition on `aws:PrincipalOrgID` to limit the access to your organization");
    }
  }

  /**
   * Reports the administration of the key unless it is proven that no caller of another account is
   * allowed to create grants, which works across accounts.
   */
  private static void administration(StatementView view, String owner, String who, Report report) {
    Access access = ForeignAccess.ofOthers(view, owner, GRANTS);
    if (!(access instanceof Access.Nobody)) {
      boolean isCertain = access instanceof Access.Somebody && !view.hasCondition();
      report.add(
          LintRule.FOREIGN_ADMINISTRATION,
          isCertain ? Severity.ERROR : Severity.WARNING,
          view,
          view.at("Principal"),
          who
              + " is not of the account "
              + Quoting.quote(owner)
              + " of the key, and is allowed "
              + ActionNames.list(view.actions()),
          "allow other accounts only the cryptographic operations that they need");
    }
  }

  /** Whether everybody is named, but a condition keeps strangers out. */
  private static boolean isLimitedEverybody(StatementView view, Report report) {
    return view.principals().stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Everyone
                        || name instanceof PrincipalName.EveryAwsPrincipal)
        && !report.has(LintRule.WILDCARD_PRINCIPAL, view);
  }

  private static boolean isForeign(PrincipalName name, String owner) {
    return LintedPolicy.accountOf(name).filter(account -> !account.equals(owner)).isPresent();
  }

  /** Whether the statement includes both the administration of the key and its delegation. */
  private static boolean isAdministration(StatementView view) {
    return view.mayApplyTo("kms:PutKeyPolicy") && view.mayApplyTo(GRANTS);
  }

  private static void useless(StatementView view, String owner, Report report) {
    List<KmsAction> local =
        view.actions().stream()
            .filter(action -> action.crossAccount() == CrossAccountUse.NO)
            .filter(view::spellsOut)
            .toList();
    if (!local.isEmpty()) {
      report.add(
          view.policy().effects().neverAppliesToKeysOf(owner, view, local),
          LintRule.CROSS_ACCOUNT_USELESS,
          view,
          view.at(local.get(0)),
          "callers of another account cannot use " + ActionNames.list(local) + " on this key",
          "remove it; these operations work in the key's account only");
    }
  }
}
