package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.LetterCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A statement with the facts that several checks need.
 *
 * @param policy the policy that contains it
 * @param statement the statement
 * @param number its number in the policy, counted from 1
 * @param actions the actions of KMS that it certainly includes
 */
public record StatementView(
    LintedPolicy policy, Statement statement, int number, List<KmsAction> actions) {

  /** An action without an API operation; AWS lists no condition keys for it. */
  private static final String UNPUBLISHED = "kms:SynchronizeMultiRegionKey";

  static StatementView of(LintedPolicy policy, Statement statement, int number) {
    return new StatementView(
        policy, statement, number, IncludedActions.of(statement, policy.analysis()));
  }

  public StatementAnalysis analysis() {
    return policy.analysis();
  }

  public boolean allows() {
    return statement.effect() == Effect.ALLOW;
  }

  public boolean denies() {
    return statement.effect() == Effect.DENY;
  }

  /** The name for suppressions: the {@code Sid}, or {@code #} and the number if it has none. */
  public String name() {
    String sid = statement.sid().orElse("");
    return sid.isEmpty() ? "#" + number : sid;
  }

  public boolean hasCondition() {
    return !statement.condition().tests().isEmpty();
  }

  /**
   * Whether the conditions use one key of a template, such as a pair of the encryption context, in
   * several letter cases. A request may then have a value for each spelling, and AWS does not
   * document which of them the key means (rule 3.2), so no conclusion about them is certain.
   */
  public static boolean mixCases(List<StatementView> views) {
    Map<String, String> seen = new HashMap<>();
    return views.stream()
        .flatMap(view -> view.statement().condition().tests().stream())
        .map(Condition::key)
        .anyMatch(
            key -> {
              int prefix =
                  KmsCatalogue.bundled()
                      .conditionKey(key)
                      .filter(ConditionKeyFacts::isTemplate)
                      .map(facts -> facts.name().indexOf("${"))
                      .orElse(key.length());
              String name = key.substring(prefix);
              return !seen.merge(LetterCase.lowerCase(key), name, (first, second) -> first)
                  .equals(name);
            });
  }

  /** The patterns of {@code Action}; none for {@code NotAction}. */
  public List<ActionPattern> actionPatterns() {
    return statement.action() instanceof ActionElement.Action listed
        ? listed.patterns()
        : List.of();
  }

  /** The patterns of {@code Resource} or {@code NotResource}. */
  public List<ResourcePattern> resourcePatterns() {
    return statement.resource().patterns();
  }

  /**
   * Whether each resource is certain to be no key, and no alias where KMS checks actions on aliases
   * (rules 2.9 and 5.11).
   */
  public boolean isAboutNoKey() {
    return statement.resource() instanceof ResourceElement.Resource listed
        && !listed.patterns().isEmpty()
        && listed.patterns().stream()
            .noneMatch(
                pattern ->
                    analysis().canMatch(pattern, ResourceKind.KEY)
                        || (!policy.isKeyPolicy()
                            && analysis().canMatch(pattern, ResourceKind.ALIAS)));
  }

  /** Whether {@code *} is among the patterns of {@code Resource}. */
  public boolean isOnEverything() {
    return statement.resource() instanceof ResourceElement.Resource listed
        && listed.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"));
  }

  /** The principals of {@code Principal}; none for {@code NotPrincipal}. */
  public List<PrincipalName> principals() {
    return statement.principal() instanceof PrincipalElement.Principal listed
        ? listed.names()
        : List.of();
  }

  /** The principals of {@code Principal} or of {@code NotPrincipal}. */
  public List<PrincipalName> namedPrincipals() {
    return statement.principal() instanceof PrincipalElement.NotPrincipal excluded
        ? excluded.names()
        : principals();
  }

  public boolean includes(String action) {
    return actions.stream().anyMatch(included -> included.name().equals(action));
  }

  /** Whether the statement includes an action whose requests may satisfy its condition. */
  public boolean mayApplyTo(String action) {
    return actions.stream().anyMatch(one -> one.name().equals(action) && mayApplyTo(one));
  }

  /**
   * Whether requests of an included action may satisfy the condition: they have none of the
   * condition keys that AWS lists for other actions only.
   */
  public boolean mayApplyTo(KmsAction action) {
    RequestContext.Builder context = StatementAnalysis.anyContext().toBuilder();
    boolean hasAll = true;
    for (Condition test : statement.condition().tests()) {
      if (KmsCatalogue.bundled()
          .conditionKey(test.key())
          .filter(key -> neverCarries(action, key))
          .isPresent()) {
        context.set(LetterCase.lowerCase(test.key()), ContextValue.absent());
        hasAll = false;
      }
    }
    return hasAll || !condition(context.build()).isNoMatch();
  }

  /** Whether no request of an action has a condition key, by the lists of AWS. */
  public static boolean neverCarries(KmsAction action, ConditionKeyFacts key) {
    return !key.everyAction()
        && !key.actions().isEmpty()
        && !key.actions().contains(action.name())
        && action.conditionKeysKnown()
        && !action.name().equals(UNPUBLISHED);
  }

  /** Whether the statement names this action without a wildcard. */
  public boolean spellsOut(KmsAction action) {
    return actionPatterns().stream()
        .anyMatch(pattern -> pattern.text().equalsIgnoreCase(action.name()));
  }

  /** Whether every action pattern is about KMS. */
  public boolean isOnlyKms() {
    List<ActionPattern> patterns = actionPatterns();
    return !patterns.isEmpty() && patterns.stream().allMatch(StatementView::isKms);
  }

  public static boolean isKms(ActionPattern pattern) {
    return LetterCase.lowerCase(pattern.text()).startsWith("kms:");
  }

  /** Whether an action pattern names KMS, and not only all services. */
  public boolean namesKms() {
    return actionPatterns().stream().anyMatch(StatementView::isKms);
  }

  /** Whether the condition holds in a context. */
  public MatchResult condition(ConditionContext context) {
    return analysis().condition(statement, context);
  }

  /** The location of an element of the statement, or of the statement if the element is absent. */
  public SourceLocation at(String element) {
    return policy.placeOf(statement.location().pointer() + "/" + element);
  }

  /** The location of the pattern that includes an action, or of the action element. */
  public SourceLocation at(KmsAction action) {
    return actionPatterns().stream()
        .filter(pattern -> StatementAnalysis.action(pattern.text(), action.name()).isMatch())
        .findFirst()
        .map(ActionPattern::location)
        .orElseGet(
            () ->
                at(statement.action() instanceof ActionElement.NotAction ? "NotAction" : "Action"));
  }

  /** The location of the first resource pattern {@code *}, or of the first pattern. */
  public SourceLocation atResource() {
    List<ResourcePattern> patterns = resourcePatterns();
    return patterns.stream()
        .filter(pattern -> pattern.text().equals("*"))
        .findFirst()
        .or(() -> patterns.stream().findFirst())
        .map(ResourcePattern::location)
        .orElse(statement.location());
  }
}
