package io.kmspolicy.lint.check;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reports resource patterns that match no resource of KMS or none of the statement's actions. */
final class ResourceCheck implements PolicyCheck {

  private static final Pattern KEY_ID =
      Pattern.compile("(key/)?(mrk-[0-9a-f*]+|[0-9a-fA-F]{8}-[0-9a-fA-F*-]+)");

  private static final Pattern FIELDS_LEFT_OUT =
      Pattern.compile("arn:[^:]*:kms((:[^:]*)?:(key|alias)/[^:]*|::[^:]*:(key|alias)/.*)");

  private static final String THIS_KEY = "write `\"Resource\": \"*\"`, which means this key";
  private static final int SERVICE = 2;

  /** The fields of a complete ARN. */
  private static final int FIELDS = 6;

  /** AWS's pages disagree on whether this action is checked on a key (rule 5.10). */
  private static final String DISPUTED = "kms:ListRetirableGrants";

  /** The actions that KMS checks on a key or an alias. */
  private static final List<KmsAction> ON_RESOURCES =
      KmsCatalogue.bundled().actions().stream().filter(action -> !action.needsNoKey()).toList();

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.STATEMENT_WITHOUT_EFFECT,
        LintRule.KEY_NOT_BY_ARN,
        LintRule.RESOURCE_MATCHES_NOTHING,
        LintRule.ACTION_NEEDS_STAR);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.statements()) {
      if (view.statement().isInert()) {
        report.add(
            policy.effects().neverMatches(view),
            LintRule.STATEMENT_WITHOUT_EFFECT,
            view,
            view.statement().location(),
            "a key policy statement without an action or a resource has no effect",
            "add the missing element; `\"Resource\": \"*\"` means this key");
      }
      for (ResourcePattern pattern : view.resourcePatterns()) {
        checkPattern(view, pattern, report);
      }
      checkOwnKey(view, report);
      checkKeyless(view, report);
    }
  }

  private static void checkPattern(StatementView view, ResourcePattern pattern, Report report) {
    boolean kms =
        view.isOnlyKms()
            || view.policy().isKeyPolicy()
            || LetterCase.lowerCase(pattern.text()).contains(":kms:");
    if (pattern.text().equals("*") || !kms || (excludes(view) && isOfOtherService(pattern))) {
      return;
    }
    StatementAnalysis analysis = view.analysis();
    boolean key = analysis.canMatch(pattern, ResourceKind.KEY);
    boolean alias = analysis.canMatch(pattern, ResourceKind.ALIAS);
    if (!key && !alias) {
      matchesNothing(view, pattern, report);
    } else if (lacksFields(pattern)
        && view.policy().effects().matchesNoResource(pattern, view, ON_RESOURCES)
            instanceof Claim.Proven) {
      matchesNothing(view, pattern, report);
    } else if (!key && !usesAliases(view)) {
      report.add(
          view.policy().effects().matchesNoResource(pattern, view, onKeysOnly(view)),
          LintRule.KEY_NOT_BY_ARN,
          view,
          pattern.location(),
          "an alias ARN identifies no key here: permissions are checked on the key's ARN",
          byArn(view)
              + (view.policy().isKeyPolicy() || excludes(view)
                  ? ""
                  : ", or name all keys and add a condition on `kms:ResourceAliases`"));
    } else if (view.policy().type() == PolicyType.SESSION
        && pattern.text().split(":", FIELDS).length < FIELDS) {
      report.add(
          LintRule.RESOURCE_MATCHES_NOTHING,
          Severity.WARNING,
          pattern.location(),
          view.name(),
          Quoting.quote(pattern.text())
              + " has fewer than six fields, and STS refuses a session policy with such an ARN",
          "write all fields, such as `arn:aws:kms:*:*:key/*`");
    } else {
      OpenPatterns.check(view, pattern, report);
    }
  }

  /** In {@code NotResource}, a resource of another service is excluded on purpose. */
  private static boolean isOfOtherService(ResourcePattern pattern) {
    String[] fields = pattern.text().split(":", SERVICE + 2);
    return fields.length == SERVICE + 2 && fields[SERVICE].matches("(?!kms)[a-z0-9-]+");
  }

  static boolean excludes(StatementView view) {
    return view.statement().resource() instanceof ResourceElement.NotResource;
  }

  /** Whether a pattern names a key or an alias in a field before the sixth, or in no Region. */
  private static boolean lacksFields(ResourcePattern pattern) {
    return FIELDS_LEFT_OUT.matcher(pattern.text()).matches();
  }

  /** The actions of a statement that KMS checks on keys, and not on aliases. */
  private static List<KmsAction> onKeysOnly(StatementView view) {
    return ON_RESOURCES.stream()
        .filter(action -> view.includes(action.name()))
        .filter(
            action ->
                view.policy().isKeyPolicy() || !action.resources().contains(ResourceKind.ALIAS))
        .toList();
  }

  private static String byArn(StatementView view) {
    if (view.policy().isKeyPolicy() && !excludes(view)) {
      return THIS_KEY;
    }
    return "name the key by its ARN, such as "
        + Quoting.quote("arn:aws:kms:REGION:" + view.policy().exampleAccount() + ":key/KEY-ID");
  }

  /** In a key policy, only statements about the key itself have an effect (rule 2.9). */
  private static void checkOwnKey(StatementView view, Report report) {
    Optional<KmsResource.Key> key = PolicyLayout.of(view.policy().text().source()).key();
    if (view.policy().isKeyPolicy()
        && key.isPresent()
        && !view.statement().isInert()
        && !report.has(LintRule.RESOURCE_MATCHES_NOTHING, view)
        && !report.has(LintRule.KEY_NOT_BY_ARN, view)
        && view.analysis().resource(view.statement(), key.get()).isNoMatch()) {
      report.add(
          view.policy().effects().neverAppliesTo(key.get(), view),
          LintRule.STATEMENT_WITHOUT_EFFECT,
          view,
          view.atResource(),
          "the statement is not about the key of this policy, "
              + Quoting.quote(key.get().arn())
              + ", so it has no effect",
          THIS_KEY);
    }
  }

  /** Whether KMS checks an action of the statement on an alias. */
  private static boolean usesAliases(StatementView view) {
    return !view.policy().isKeyPolicy()
        && view.actions().stream()
            .anyMatch(action -> action.resources().contains(ResourceKind.ALIAS));
  }

  private static void matchesNothing(StatementView view, ResourcePattern pattern, Report report) {
    String text = pattern.text();
    Claim claim = view.policy().effects().matchesNoResource(pattern, view, ON_RESOURCES);
    if (KEY_ID.matcher(text).matches()) {
      report.add(
          claim,
          LintRule.KEY_NOT_BY_ARN,
          view,
          pattern.location(),
          "the key id " + Quoting.quote(text) + " identifies no key in a policy",
          byArn(view));
    } else if (LetterCase.lowerCase(text).startsWith("alias/")) {
      report.add(
          claim,
          LintRule.KEY_NOT_BY_ARN,
          view,
          pattern.location(),
          "the alias name " + Quoting.quote(text) + " identifies no key in a policy",
          byArn(view));
    } else {
      report.add(
          claim,
          LintRule.RESOURCE_MATCHES_NOTHING,
          excludes(view) ? Severity.WARNING : Severity.ERROR,
          pattern.location(),
          view.name(),
          Quoting.quote(text)
              + " matches no ARN of a key or an alias"
              + (excludes(view) ? ", so it excludes none" : ""),
          view.policy().isKeyPolicy() && !excludes(view)
              ? THIS_KEY
              : "key ARNs have six fields: `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`");
    }
  }

  /** An action that KMS checks on {@code *} never matches a key ARN pattern (rule 2.7). */
  private static void checkKeyless(StatementView view, Report report) {
    if (view.policy().isKeyPolicy()
        || !(view.statement().resource() instanceof ResourceElement.Resource)) {
      return;
    }
    MatchResult match = view.analysis().resource(view.statement(), new KmsResource.Any());
    if (match.isMatch()) {
      return;
    }
    for (ActionPattern pattern : view.actionPatterns()) {
      List<KmsAction> actions =
          view.actions().stream()
              .filter(action -> StatementAnalysis.action(pattern.text(), action.name()).isMatch())
              .toList();
      if (!actions.isEmpty() && actions.stream().allMatch(KmsAction::needsNoKey)) {
        boolean disputed = actions.stream().allMatch(action -> action.name().equals(DISPUTED));
        needsStar(view, pattern, actions, match.isNoMatch() && !disputed, report);
      }
    }
  }

  private static void needsStar(
      StatementView view,
      ActionPattern pattern,
      List<KmsAction> actions,
      boolean never,
      Report report) {
    String fix = "move it into a statement with `\"Resource\": \"*\"`";
    if (never) {
      report.add(
          view.policy().effects().neverApplies(view, actions),
          LintRule.ACTION_NEEDS_STAR,
          view,
          pattern.location(),
          Quoting.quote(pattern.text())
              + " does not act on a particular key, so a statement with key ARNs never matches it",
          fix);
    } else {
      report.add(
          LintRule.ACTION_NEEDS_STAR,
          Severity.WARNING,
          view,
          pattern.location(),
          Quoting.quote(pattern.text())
              + " does not act on a particular key; AWS's pages disagree on whether this resource"
              + " is right for it",
          fix);
    }
  }
}
