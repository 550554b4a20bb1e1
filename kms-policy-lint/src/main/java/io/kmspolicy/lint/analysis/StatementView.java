package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
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
import io.kmspolicy.model.request.MatchResult;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One statement as the rules look at it.
 *
 * @param policy the policy it stands in
 * @param statement the statement
 * @param number its number in the policy, counted from 1
 * @param actions the actions of KMS that it certainly includes
 */
public record StatementView(
    LintedPolicy policy, Statement statement, int number, List<KmsAction> actions) {

  static StatementView of(LintedPolicy policy, Statement statement, int number) {
    List<KmsAction> actions =
        KmsCatalogue.bundled().actions().stream()
            .filter(action -> policy.analysis().action(statement, action.name()).isCertain())
            .toList();
    return new StatementView(policy, statement, number, actions);
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

  /** What a suppression calls it: the {@code Sid}, or its number if it has none. */
  public String name() {
    String sid = statement.sid().orElse("");
    return sid.isEmpty() ? "#" + number : sid;
  }

  public boolean hasCondition() {
    return !statement.condition().tests().isEmpty();
  }

  /**
   * Whether the conditions name what a request can hold several of, such as a pair of the
   * encryption context, in several letter cases. A request may then hold each of them, and which
   * one counts is not documented (rule 3.2), so that nothing is certain about them together.
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
              return !seen.merge(key.toLowerCase(Locale.ROOT), name, (one, two) -> one)
                  .equals(name);
            });
  }

  /** The action patterns if they stand under {@code Action}; otherwise none. */
  public List<ActionPattern> actionPatterns() {
    return statement.action() instanceof ActionElement.Action listed
        ? listed.patterns()
        : List.of();
  }

  /** The resource patterns, under {@code Resource} or {@code NotResource}. */
  public List<ResourcePattern> resourcePatterns() {
    if (statement.resource() instanceof ResourceElement.Resource listed) {
      return listed.patterns();
    }
    return statement.resource() instanceof ResourceElement.NotResource excluded
        ? excluded.patterns()
        : List.of();
  }

  /** The principals under {@code Principal}. */
  public List<PrincipalName> principals() {
    return statement.principal() instanceof PrincipalElement.Principal listed
        ? listed.names()
        : List.of();
  }

  public boolean includes(String action) {
    return actions.stream().anyMatch(one -> one.name().equals(action));
  }

  /** Whether the statement names this action itself, not by a wildcard. */
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
    return pattern.text().toLowerCase(Locale.ROOT).startsWith("kms:");
  }

  /** Whether the statement is about KMS by name, and not only as one of all services. */
  public boolean namesKms() {
    return actionPatterns().stream().anyMatch(StatementView::isKms);
  }

  /** Whether the condition holds in a context. */
  public MatchResult condition(ConditionContext context) {
    return analysis().condition(statement, context);
  }

  /** The place of an element of the statement, or of the statement if it has no such element. */
  public SourceLocation at(String element) {
    return policy.placeOf(statement.location().pointer() + "/" + element);
  }

  /** The place of the pattern that includes an action, or of the action element. */
  public SourceLocation at(KmsAction action) {
    return actionPatterns().stream()
        .filter(pattern -> StatementAnalysis.action(pattern.text(), action.name()).isCertain())
        .findFirst()
        .map(ActionPattern::location)
        .orElseGet(
            () ->
                at(statement.action() instanceof ActionElement.NotAction ? "NotAction" : "Action"));
  }

  /** The place of the broadest resource, which is the first one that is {@code *}, or the first. */
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
