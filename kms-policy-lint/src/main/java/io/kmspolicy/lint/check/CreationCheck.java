package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports permissions to create keys and aliases that are unlimited or incomplete. */
final class CreationCheck implements PolicyCheck {

  private static final String CREATE_KEY = "kms:CreateKey";

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.CREATE_KEY_UNLIMITED, LintRule.CREATE_KEY_COMPANIONS, LintRule.ALIAS_HALF);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.isIdentity()) {
      checkCreateKey(policy, report);
      checkAliases(policy, report);
    }
  }

  private static void checkCreateKey(LintedPolicy policy, Report report) {
    List<StatementView> creating =
        policy
            .allows()
            .filter(view -> view.namesKms() && view.mayApplyTo(CREATE_KEY) && !report.isDead(view))
            .filter(
                view -> view.analysis().resource(view.statement(), new KmsResource.Any()).isMatch())
            .toList();
    for (StatementView view : creating) {
      if (!view.hasCondition() && !administersEverything(view, report)) {
        report.add(
            LintRule.CREATE_KEY_UNLIMITED,
            view,
            place(view),
            "a principal that creates a key sets its key policy, and no condition limits which"
                + " keys",
            "add a condition, such as `StringEquals` on `kms:KeySpec` with `SYMMETRIC_DEFAULT`");
      }
    }
    creating.stream().findFirst().ifPresent(view -> companions(policy, view, report));
  }

  /** Whoever administers every key gains little by creating one. */
  private static boolean administersEverything(StatementView view, Report report) {
    return report.has(LintRule.KEY_ADMINISTRATION_IN_IAM, view);
  }

  private static SourceLocation place(StatementView view) {
    Optional<KmsAction> create = KmsCatalogue.bundled().action(CREATE_KEY);
    return create.map(view::at).orElse(view.statement().location());
  }

  private static void companions(LintedPolicy policy, StatementView view, Report report) {
    List<String> missing = new ArrayList<>();
    if (!allowed(policy, "kms:TagResource", ResourceKind.KEY, report)) {
      missing.add("`kms:TagResource` on keys, to create them with tags");
    }
    if (!allowed(policy, "kms:CreateAlias", ResourceKind.ALIAS, report)) {
      missing.add("`kms:CreateAlias` on aliases, to create them in the console");
    }
    if (!missing.isEmpty()) {
      report.add(
          LintRule.CREATE_KEY_COMPANIONS,
          view,
          place(view),
          "callers of `kms:CreateKey` may also need " + String.join(", and ", missing),
          "allow it if they do; the key policies that they set can allow everything else, such as"
              + " `kms:PutKeyPolicy`");
    }
  }

  private static Stream<StatementView> living(LintedPolicy policy, Report report) {
    return policy.allows().filter(view -> !report.isDead(view));
  }

  private static boolean allowed(
      LintedPolicy policy, String action, ResourceKind kind, Report report) {
    return living(policy, report)
        .filter(view -> kind != ResourceKind.ALIAS || canHoldOnAlias(view))
        .anyMatch(view -> view.mayApplyTo(action) && reaches(view, kind));
  }

  private static boolean canHoldOnAlias(StatementView view) {
    return !view.condition(SampleContexts.onAlias(view)).isNoMatch();
  }

  private static boolean reaches(StatementView view, ResourceKind kind) {
    return !(view.statement().resource() instanceof ResourceElement.Resource listed)
        || listed.patterns().stream()
            .anyMatch(
                pattern -> pattern.text().equals("*") || view.analysis().canMatch(pattern, kind));
  }

  /** Reports the actions of one half together: for `kms:*` they have one cause. */
  private static void checkAliases(LintedPolicy policy, Report report) {
    List<KmsAction> onKey = new ArrayList<>();
    List<KmsAction> onAlias = new ArrayList<>();
    for (KmsAction action : KmsCatalogue.bundled().actions()) {
      if (action.resources().contains(ResourceKind.ALIAS)) {
        boolean key = allowed(policy, action.name(), ResourceKind.KEY, report);
        boolean alias = allowed(policy, action.name(), ResourceKind.ALIAS, report);
        if (key != alias) {
          (key ? onKey : onAlias).add(action);
        }
      }
    }
    boolean needsKey =
        living(policy, report)
            .filter(view -> onKey.stream().anyMatch(action -> view.mayApplyTo(action.name())))
            .anyMatch(view -> reaches(view, ResourceKind.ALIAS));
    half(
        policy,
        onKey,
        Severity.WARNING,
        " allowed on the key but not on the alias, which needs an IAM policy",
        needsKey
            ? "allow it on the aliases in a statement of its own, without conditions on the key"
            : "add the aliases, such as "
                + Quoting.quote("arn:aws:kms:*:" + policy.exampleAccount() + ":alias/*"),
        report);
    half(
        policy,
        onAlias,
        Severity.INFO,
        " allowed on the alias but not on the key",
        "allow it on the key too, here or in its key policy",
        report);
  }

  private static void half(
      LintedPolicy policy,
      List<KmsAction> actions,
      Severity severity,
      String which,
      String fix,
      Report report) {
    if (actions.isEmpty()) {
      return;
    }
    KmsAction first = actions.get(0);
    StatementView view =
        living(policy, report)
            .filter(allow -> allow.mayApplyTo(first.name()))
            .findFirst()
            .orElseThrow();
    report.add(
        LintRule.ALIAS_HALF,
        severity,
        view,
        view.at(first),
        ActionNames.list(actions) + (actions.size() == 1 ? " is" : " are") + which,
        fix);
  }
}
