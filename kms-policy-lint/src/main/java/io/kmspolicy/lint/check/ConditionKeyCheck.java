package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reports condition keys that do not exist, that the action or the policy type does not have, or
 * that are deprecated.
 */
final class ConditionKeyCheck implements PolicyCheck {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();

  /** A key of the actions of key encapsulation, which AWS does not list. */
  private static final String UNCONFIRMED = "kms:encapsulationalgorithm";

  /**
   * A key with the prefix of a service. Keys of OpenID Connect providers are excluded by their
   * dots, keys of SAML and STS by name.
   */
  private static final Pattern SERVICE_KEY = Pattern.compile("(?!saml|sts|aws)[a-z0-9-]+:.*");

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.UNKNOWN_CONDITION_KEY,
        LintRule.DEPRECATED_CONDITION_KEY,
        LintRule.CONDITION_KEY_NOT_IN_KEY_POLICY,
        LintRule.CONDITION_KEY_NOT_FOR_ACTION);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) ->
            CATALOGUE
                .conditionKey(test.key())
                .ifPresentOrElse(
                    facts -> checkKnown(view, test, facts, report),
                    () -> checkUnknown(view, test, report)));
  }

  private static void checkUnknown(StatementView view, Condition test, Report report) {
    String key = LetterCase.lowerCase(test.key());
    boolean kms = key.startsWith("kms:");
    boolean global = key.startsWith("aws:");
    boolean foreign = view.isOnlyKms() && SERVICE_KEY.matcher(key).matches();
    if (!kms && !global && !foreign) {
      return;
    }
    List<String> names = CATALOGUE.conditionKeys().stream().map(ConditionKeyFacts::name).toList();
    Optional<String> near = foreign ? Optional.empty() : Suggestions.nearest(test.key(), names);
    // A key that resembles no other may be one of an action whose keys are not documented.
    boolean open =
        kms
            && (key.equals(UNCONFIRMED)
                || (near.isEmpty()
                    && view.actions().stream().anyMatch(action -> !action.conditionKeysKnown())));
    report.add(
        LintRule.UNKNOWN_CONDITION_KEY,
        kms && !open ? Severity.ERROR : Severity.WARNING,
        view,
        test.location(),
        open
            ? "the catalogue of "
                + CATALOGUE.date()
                + " does not know the condition key "
                + Quoting.quote(test.key())
            : "no request to KMS carries the condition key "
                + Quoting.quote(test.key())
                + consequence(view, test),
        near.map(name -> "did you mean " + Quoting.quote(name) + "?")
            .orElse("use a condition key of KMS or a global one"));
  }

  /** What follows for the statement, if it is proven. */
  private static String consequence(StatementView view, Condition test) {
    String words =
        switch (view.analysis().withoutKey(test)) {
          case NO_MATCH -> ", so the statement never applies";
          case MATCH -> ", so the test restricts nothing";
          case INDETERMINATE -> "";
        };
    return !words.isEmpty() && isWithoutKey(view, test, view.actions()) instanceof Claim.Proven
        ? words
        : "";
  }

  /**
   * Whether requests without the key of a test have the result that the test has without it: the
   * statement never applies to them, or the test restricts nothing.
   */
  private static Claim isWithoutKey(StatementView view, Condition test, List<KmsAction> actions) {
    EffectProofs effects = view.policy().effects();
    return view.analysis().withoutKey(test).isMatch()
        ? effects.restrictsNothingWithout(test, view, actions)
        : effects.neverAppliesWithout(test.key(), view, actions);
  }

  private static void checkKnown(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    if (!facts.aliasOf().isEmpty()) {
      report.add(
          LintRule.DEPRECATED_CONDITION_KEY,
          view,
          test.location(),
          Quoting.quote(test.key())
              + " is the deprecated name of "
              + Quoting.quote(facts.aliasOf()),
          "use " + Quoting.quote(facts.aliasOf()) + "; the values are the same");
      return;
    }
    if (view.policy().isKeyPolicy() && !facts.inKeyPolicies()) {
      report.add(
          LintRule.CONDITION_KEY_NOT_IN_KEY_POLICY,
          view,
          test.location(),
          Quoting.quote(test.key()) + " works in IAM policies only, not in a key policy",
          "move the statement into an IAM policy, or use a condition key that works in key"
              + " policies");
      return;
    }
    checkActions(view, test, facts, report);
  }

  private static void checkActions(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    boolean open = facts.everyAction() || facts.actions().isEmpty() || test.operator().ifExists();
    if (open) {
      return;
    }
    List<KmsAction> without =
        view.actions().stream()
            .filter(action -> StatementView.neverCarries(action, facts))
            .toList();
    boolean all = without.size() == view.actions().size() && view.isOnlyKms();
    List<KmsAction> named = all ? without : without.stream().filter(view::spellsOut).toList();
    MatchResult effect = view.analysis().withoutKey(test);
    if (!named.isEmpty() && effect != MatchResult.INDETERMINATE) {
      report.add(
          isWithoutKey(view, test, named),
          LintRule.CONDITION_KEY_NOT_FOR_ACTION,
          severity(all, effect),
          test.location(),
          view.name(),
          message(test, named, effect),
          fix(facts, effect));
    }
  }

  private static Severity severity(boolean all, MatchResult effect) {
    if (effect.isMatch()) {
      return all ? Severity.WARNING : Severity.INFO;
    }
    return all ? Severity.ERROR : Severity.WARNING;
  }

  private static String message(Condition test, List<KmsAction> actions, MatchResult effect) {
    return "requests of "
        + ActionNames.list(actions)
        + " never carry "
        + Quoting.quote(test.key())
        + (effect.isMatch()
            ? ", so the test does not restrict them"
            : ", so the statement never applies to them");
  }

  private static String fix(ConditionKeyFacts facts, MatchResult effect) {
    String where = "requests of " + Listing.firstOf(facts.actions()) + " carry it";
    return effect.isMatch()
        ? "use a condition key that these requests carry; " + where
        : "move these actions into a separate statement; " + where;
  }
}
