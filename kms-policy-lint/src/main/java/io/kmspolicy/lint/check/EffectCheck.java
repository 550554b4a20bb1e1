package io.kmspolicy.lint.check;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.Coverage;
import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.NamedCallers;
import io.kmspolicy.lint.analysis.SampleKeys;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KeyPolicyControl;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;

/**
 * Reports statements that never match, that another statement makes redundant, or that deny every
 * use. The exact analysis of single statements names the candidates, and a proof confirms each
 * ({@link EffectProofs}): a claim that is refuted is not reported, and one that is not decided is a
 * note that says so.
 */
final class EffectCheck implements PolicyCheck {

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.NEVER_MATCHES, LintRule.SHADOWED, LintRule.REDUNDANT, LintRule.DENY_WINS);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.statements()) {
      if (!view.actions().isEmpty() && !view.statement().isInert()) {
        check(view, report);
      } else if (isAboutOtherServices(view, report)) {
        report.add(
            policy.effects().neverMatches(view),
            LintRule.NEVER_MATCHES,
            view,
            view.statement().location(),
            "the statement matches no request: it includes no action of KMS",
            "correct the actions or remove the statement");
      }
    }
  }

  /** Whether a statement of a key policy includes no action, and the others do. */
  private static boolean isAboutOtherServices(StatementView view, Report report) {
    return view.policy().isKeyPolicy()
        && view.actions().isEmpty()
        && !view.statement().isInert()
        && !report.has(LintRule.UNKNOWN_ACTION, view)
        && !report.has(LintRule.UNKNOWN_SERVICE, view)
        && view.policy().statements().stream().anyMatch(other -> !other.actions().isEmpty());
  }

  private static void check(StatementView view, Report report) {
    if (neverMatches(view)) {
      boolean isReported = isExplained(report, view) || reportNever(view, report);
      if (isReported) {
        return;
      }
    }
    checkCovered(view, report);
    checkDeny(view, report);
    if (report.isDead(view)) {
      // The check of operators runs before; its risk does not exist here.
      report.remove(LintRule.FOR_ALL_VALUES_WITHOUT_NULL, view);
    }
  }

  /** Whether another rule has already reported the cause. */
  private static boolean isExplained(Report report, StatementView view) {
    return !neverHolds(view)
        && (report.has(LintRule.KEY_NOT_FOR_PRINCIPAL, view)
            || (report.has(LintRule.VIA_SERVICE, view) && neverHoldsForPrincipals(view))
            || (!excludes(view)
                && (report.has(LintRule.RESOURCE_MATCHES_NOTHING, view)
                    || report.has(LintRule.KEY_NOT_BY_ARN, view)
                    || report.has(LintRule.ACTION_NEEDS_STAR, view))));
  }

  private static boolean neverMatches(StatementView view) {
    return neverHolds(view)
        || neverHoldsForPrincipals(view)
        || isNobody(view)
        || ((view.isOnlyKms() || (view.policy().isKeyPolicy() && excludes(view)))
            && isAboutNothing(view));
  }

  private static boolean neverHolds(StatementView view) {
    return isDecidable(view) && view.condition(StatementAnalysis.anyContext()).isNoMatch();
  }

  /** What an empty list of values means is open (rule 1.11), so nothing is concluded from it. */
  private static boolean isDecidable(StatementView view) {
    return view.statement().condition().tests().stream().noneMatch(test -> test.values().isEmpty())
        && view.hasCondition()
        && !StatementView.mixCases(List.of(view));
  }

  /** Whether the condition holds for no request of the principals that a key policy names. */
  private static boolean neverHoldsForPrincipals(StatementView view) {
    return view.policy().isKeyPolicy() && isDecidable(view) && NamedCallers.neverSatisfy(view);
  }

  /** Whether no principal of the statement can call KMS (rule 1.7). */
  private static boolean isNobody(StatementView view) {
    return !view.principals().isEmpty()
        && view.principals().stream().allMatch(PrincipalName.CanonicalUser.class::isInstance);
  }

  private static boolean excludes(StatementView view) {
    return view.statement().resource() instanceof ResourceElement.NotResource;
  }

  private static boolean isAboutNothing(StatementView view) {
    return view.actions().stream().noneMatch(action -> canBeAbout(view, action));
  }

  /** Whether the statement can match a resource on which KMS checks the action. */
  static boolean canBeAbout(StatementView view, KmsAction action) {
    if (action.needsNoKey() && !view.policy().isKeyPolicy()) {
      return !view.analysis().resource(view.statement(), new KmsResource.Any()).isNoMatch();
    }
    if (!(view.statement().resource() instanceof ResourceElement.Resource listed)) {
      return !excludes(view) || SampleKeys.reachesUnnamedKeys(view);
    }
    return listed.patterns().stream()
        .anyMatch(
            pattern ->
                pattern.text().equals("*")
                    || view.analysis().canMatch(pattern, ResourceKind.KEY)
                    || (action.resources().contains(ResourceKind.ALIAS)
                        && view.analysis().canMatch(pattern, ResourceKind.ALIAS)));
  }

  /** Reports that a statement never matches. Returns whether that is proven. */
  private static boolean reportNever(StatementView view, Report report) {
    boolean condition = neverHolds(view);
    boolean ofPrincipals = !condition && neverHoldsForPrincipals(view);
    boolean nobody = isNobody(view);
    String why =
        condition
            ? "no request satisfies its condition"
            : ofPrincipals
                ? "no request of its principals satisfies its condition"
                : nobody
                    ? "its principals never call KMS"
                    : "none of its actions is checked on one of its resources";
    EffectProofs effects = view.policy().effects();
    return report.add(
        condition || ofPrincipals || nobody
            ? effects.neverMatchesAnything(view)
            : effects.neverMatches(view),
        LintRule.NEVER_MATCHES,
        view,
        view.at(
            condition || ofPrincipals
                ? "Condition"
                : nobody ? "Principal" : excludes(view) ? "NotResource" : "Resource"),
        "the statement matches no request: " + why,
        condition
            ? "all conditions of a statement must hold; write alternatives as a list of values or"
                + " as separate statements"
            : ofPrincipals
                ? "correct the condition or the principals, or remove the statement"
                : "correct the element or remove the statement");
  }

  private static void checkCovered(StatementView view, Report report) {
    Optional<StatementView> open = Optional.empty();
    for (StatementView other : view.policy().statements()) {
      if (other.number() != view.number() && covers(other, view)) {
        Claim claim = view.policy().effects().isCovered(view, other);
        if (claim instanceof Claim.Proven) {
          reportCovered(view, other, claim, report);
          return;
        }
        if (claim instanceof Claim.Open && open.isEmpty()) {
          open = Optional.of(other);
        }
      }
    }
    open.ifPresent(
        other ->
            reportCovered(view, other, view.policy().effects().isCovered(view, other), report));
  }

  private static void reportCovered(
      StatementView view, StatementView other, Claim claim, Report report) {
    boolean denied = view.allows() && other.denies();
    report.add(
        claim,
        denied ? LintRule.SHADOWED : LintRule.REDUNDANT,
        view,
        view.statement().location(),
        denied
            ? "the Deny "
                + Quoting.quote(other.name())
                + " covers everything that this Allow allows"
            : Quoting.quote(other.name()) + " matches every request that this statement matches",
        denied ? "narrow the Deny, or remove the Allow" : "remove this statement");
  }

  /** Whether the other statement makes this one redundant; of two equal statements, the second. */
  private static boolean covers(StatementView other, StatementView view) {
    boolean sameEffect = other.statement().effect() == view.statement().effect();
    if ((!sameEffect && view.denies()) || other.statement().isInert()) {
      return false;
    }
    return Coverage.covers(other, view)
        && !(sameEffect && other.number() > view.number() && Coverage.covers(view, other));
  }

  private static void checkDeny(StatementView view, Report report) {
    List<KmsAction> denied = view.actions().stream().filter(one -> isDecided(view, one)).toList();
    boolean wins =
        view.denies()
            && view.isOnlyKms()
            && !denied.isEmpty()
            && !view.hasCondition()
            && view.isOnEverything();
    if (wins && (view.policy().isIdentity() || view.policy().isKeyPolicy())) {
      report.add(
          overcomesAllow(view, denied),
          LintRule.DENY_WINS,
          view,
          view.at("Effect"),
          "no Allow of an IAM policy, a key policy or a grant overcomes this Deny of "
              + names(view, denied),
          "keep it if that is intended; otherwise add a condition that exempts the right"
              + " principals");
    }
  }

  /** Whether a Deny of the policy decides about an action (rules 5.10 and 5.14). */
  private static boolean isDecided(StatementView view, KmsAction action) {
    return !view.policy().isKeyPolicy() || action.keyPolicy() != KeyPolicyControl.NO;
  }

  private static String names(StatementView view, List<KmsAction> denied) {
    return denied.size() < view.actions().size()
            && view.actions().size() == KmsCatalogue.bundled().actions().size()
        ? "every action that a key policy decides"
        : ActionNames.list(denied);
  }

  /** A request does not show which provider signed a session in (rule 1.7). */
  private static Claim overcomesAllow(StatementView view, List<KmsAction> denied) {
    return view.principals().stream().anyMatch(PrincipalName.FederatedProvider.class::isInstance)
        ? new Claim.Open("the provider that signed a session in, which no request shows")
        : view.policy().effects().overcomesAllow(view, denied);
  }
}
