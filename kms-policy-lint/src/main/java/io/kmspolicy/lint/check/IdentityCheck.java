package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.SampleKeys;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/** Compares the resources of an identity policy with AWS's best practices for KMS. */
final class IdentityCheck implements PolicyCheck {

  private static final List<String> ADMINISTRATION =
      List.of("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion");

  /** What creating keys with tags needs as well. */
  private static final List<String> TAGS = List.of("kms:TagResource", "kms:UntagResource");

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.ALL_ACCOUNTS_RESOURCE,
        LintRule.ALL_ACCOUNTS_READ,
        LintRule.KEY_ADMINISTRATION_IN_IAM,
        LintRule.CRYPTOGRAPHY_IN_IAM,
        LintRule.STAR_RESOURCE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isIdentity()) {
      policy
          .allows()
          .filter(StatementView::namesKms)
          .filter(view -> !report.isDead(view))
          .forEach(view -> check(view, report));
    }
  }

  private static void check(StatementView view, Report report) {
    boolean foreign = SampleKeys.reachesForeignAccounts(view);
    if (view.condition(SampleContexts.directCall()).isNoMatch()) {
      // Only services can call, on ciphertext that they keep; their users supply none.
      return;
    }
    boolean limited = view.condition(SampleContexts.foreignKey()).isNoMatch();
    List<KmsAction> shared =
        SampleKeys.onForeignKeys(view).stream()
            .filter(action -> action.crossAccount() == CrossAccountUse.YES)
            .toList();
    boolean trap = foreign && !limited && !shared.isEmpty();
    if (trap) {
      allAccounts(view, shared, report);
    }
    List<KmsAction> onOthers = SampleKeys.onUnnamedKeys(view);
    if (SampleKeys.reachesUnnamedKeys(view)) {
      administration(view, onOthers, report);
      if (!trap) {
        cryptography(view, onOthers, report);
      }
    }
    boolean isLimitedByDeny = onOthers.size() < view.actions().size();
    if (foreign && !trap && !view.hasCondition() && !isLimitedByDeny) {
      star(view, report);
    }
  }

  private static void allAccounts(StatementView view, List<KmsAction> shared, Report report) {
    List<KmsAction> used = shared.stream().filter(action -> !action.isRead()).toList();
    String where = " can be called on keys of every account that allows it";
    if (!used.isEmpty()) {
      report.add(
          LintRule.ALL_ACCOUNTS_RESOURCE,
          view.hasCondition() ? Severity.INFO : Severity.WARNING,
          view,
          view.atResource(),
          ActionNames.list(used)
              + (view.hasCondition() ? " under these conditions" : "")
              + where
              + ", including accounts that you do not trust",
          accountPattern(view));
    } else if (!report.has(LintRule.ALL_ACCOUNTS_READ)) {
      report.add(
          LintRule.ALL_ACCOUNTS_READ,
          view,
          view.atResource(),
          ActionNames.list(shared) + where,
          accountPattern(view));
    }
  }

  private static String accountPattern(StatementView view) {
    return "name the keys by ARN, or limit them to your account, such as "
        + Quoting.quote("arn:aws:kms:*:" + view.policy().exampleAccount() + ":key/*");
  }

  private static void administration(StatementView view, List<KmsAction> onOthers, Report report) {
    List<KmsAction> actions =
        onOthers.stream().filter(action -> ADMINISTRATION.contains(action.name())).toList();
    if (!actions.isEmpty()) {
      report.add(
          LintRule.KEY_ADMINISTRATION_IN_IAM,
          view.hasCondition() ? Severity.INFO : Severity.WARNING,
          view,
          view.at(actions.get(0)),
          ActionNames.list(actions)
              + (actions.size() == 1 ? " is" : " are")
              + " allowed on keys that the policy does not name",
          "allow it in the key policy of each key, or name the keys by ARN");
    }
  }

  private static void cryptography(StatementView view, List<KmsAction> onOthers, Report report) {
    List<KmsAction> actions =
        onOthers.stream()
            .filter(KmsAction::cryptographic)
            .filter(action -> !action.needsNoKey())
            .toList();
    if (!actions.isEmpty()
        && !view.condition(SampleContexts.withoutTagsAndAliases(view)).isNoMatch()) {
      report.add(
          LintRule.CRYPTOGRAPHY_IN_IAM,
          view,
          view.atResource(),
          ActionNames.list(actions) + " can be called on keys that the policy does not name",
          "allow it in the key policy of each key, or name the keys by ARN");
    }
  }

  private static void star(StatementView view, Report report) {
    List<KmsAction> actions =
        view.actions().stream()
            .filter(action -> action.resources().contains(ResourceKind.KEY))
            .filter(action -> !action.resources().contains(ResourceKind.ALIAS))
            .filter(action -> !action.isRead() && !ADMINISTRATION.contains(action.name()))
            .toList();
    boolean areOfCreation =
        view.mayApplyTo("kms:CreateKey")
            && actions.stream().allMatch(action -> TAGS.contains(action.name()));
    if (!actions.isEmpty() && !areOfCreation) {
      report.add(
          LintRule.STAR_RESOURCE,
          view,
          view.atResource(),
          ActionNames.list(actions)
              + " applies to keys, so a pattern with Region or account is enough",
          accountPattern(view));
    }
  }
}
