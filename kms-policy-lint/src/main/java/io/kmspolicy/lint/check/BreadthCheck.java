package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/**
 * Reports statements that include KMS without naming it, endpoint policies without a limit, and
 * actions of KMS on the resources of other services.
 */
final class BreadthCheck implements PolicyCheck {

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.ALL_ACTIONS, LintRule.ENDPOINT_UNLIMITED, LintRule.OTHER_SERVICE_RESOURCE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.allows().filter(view -> !report.isDead(view)).toList()) {
      if (policy.isIdentity() && !view.namesKms() && view.isOnEverything()) {
        checkActions(view, report);
      }
      if (policy.type() == PolicyType.VPC_ENDPOINT
          && isUnlimited(view)
          && policy.denies().findAny().isEmpty()) {
        report.add(
            LintRule.ENDPOINT_UNLIMITED,
            view,
            view.statement().location(),
            "the endpoint lets everybody call every operation on keys of every account",
            "limit it, such as by `aws:PrincipalOrgID` and `aws:ResourceOrgID`");
      }
    }
    policy.statements().forEach(view -> checkResources(view, report));
  }

  private static void checkActions(StatementView view, Report report) {
    boolean excluded = view.statement().action() instanceof ActionElement.NotAction;
    if (view.includes("kms:PutKeyPolicy") && !view.hasCondition()) {
      report.add(
          LintRule.ALL_ACTIONS,
          view,
          view.at(excluded ? "NotAction" : "Action"),
          excluded
              ? "`NotAction` leaves " + ActionNames.list(view.actions()) + " allowed on every key"
              : "this allows every action of KMS on every key that enables IAM policies",
          "list the actions that are needed, or deny those of KMS in another statement");
    }
  }

  private static boolean isEverybody(PrincipalName name) {
    return name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal;
  }

  private static boolean isUnlimited(StatementView view) {
    return !view.hasCondition()
        && view.principals().stream().anyMatch(BreadthCheck::isEverybody)
        && view.isOnEverything()
        && view.includes("kms:Decrypt")
        && view.includes("kms:PutKeyPolicy");
  }

  /** An action of KMS beside actions of other services, with only resources of the latter. */
  private static void checkResources(StatementView view, Report report) {
    List<ResourcePattern> patterns = view.resourcePatterns();
    boolean foreign =
        !view.policy().isKeyPolicy()
            && !view.isOnlyKms()
            && view.namesKms()
            && !patterns.isEmpty()
            && patterns.stream().allMatch(pattern -> isOtherService(pattern.text()));
    List<KmsAction> named =
        view.actions().stream().filter(action -> view.spellsOut(action)).toList();
    if (foreign && !named.isEmpty()) {
      report.add(
          view.policy().effects().neverApplies(view, named),
          LintRule.OTHER_SERVICE_RESOURCE,
          view,
          view.at(named.get(0)),
          ActionNames.list(named)
              + (named.size() == 1 ? " never matches " : " never match ")
              + Quoting.quote(patterns.get(0).text())
              + ", which is no resource of KMS",
          "move the actions of KMS into a statement with keys as resources");
    }
  }

  private static boolean isOtherService(String pattern) {
    String[] parts = pattern.split(":", 6);
    return parts.length == 6 && parts[2].matches("[a-z0-9-]+") && !parts[2].equals("kms");
  }
}
