package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports wildcards under operators that compare them literally (rule 2.14). */
final class WildcardCheck implements PolicyCheck {

  private static final Set<Comparison> LITERAL =
      Set.of(
          Comparison.STRING_EQUALS,
          Comparison.STRING_NOT_EQUALS,
          Comparison.STRING_EQUALS_IGNORE_CASE,
          Comparison.STRING_NOT_EQUALS_IGNORE_CASE);

  /** Keys whose values never contain a wildcard, besides those whose values are ARNs. */
  private static final Set<String> WITHOUT_WILDCARDS =
      Set.of(
          "kms:requestalias",
          "kms:resourcealiases",
          "aws:userid",
          "aws:username",
          "aws:principalorgpaths",
          "aws:resourceorgpaths",
          "aws:sourceorgpaths",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "kms:granteeprincipal",
          "kms:retiringprincipal");

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.WILDCARD_WITHOUT_LIKE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest((view, test) -> check(view, test, report));
  }

  private static void check(StatementView view, Condition test, Report report) {
    Optional<ConditionKeyFacts> facts = KmsCatalogue.bundled().conditionKey(test.key());
    if (!LITERAL.contains(test.operator().comparison())
        || facts.isEmpty()
        || report.has(LintRule.UNKNOWN_VALUE, view)) {
      return;
    }
    boolean never =
        facts.get().type() == ValueType.ARN
            || WITHOUT_WILDCARDS.contains(LetterCase.lowerCase(test.key()));
    boolean context = LetterCase.lowerCase(test.key()).startsWith("kms:encryptioncontext:");
    test.values().stream()
        .map(ConditionValue::text)
        .filter(value -> hasWildcard(value))
        .findFirst()
        .filter(value -> never || context)
        .ifPresent(value -> add(view, test, value, never, report));
  }

  private static boolean hasWildcard(String value) {
    return value.replace("${*}", "").indexOf('*') >= 0;
  }

  private static void add(
      StatementView view, Condition test, String value, boolean never, Report report) {
    Comparison comparison = test.operator().comparison();
    ConditionOperator like =
        new ConditionOperator(
            test.operator().quantifier(),
            comparison.negated() ? Comparison.STRING_NOT_LIKE : Comparison.STRING_LIKE,
            test.operator().ifExists());
    boolean ignoresCase =
        comparison == Comparison.STRING_EQUALS_IGNORE_CASE
            || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
    report.add(
        LintRule.WILDCARD_WITHOUT_LIKE,
        never ? Severity.ERROR : Severity.WARNING,
        view,
        test.location(),
        Quoting.quote(test.operator().text())
            + " compares the `*` of "
            + Quoting.quote(value)
            + " literally"
            + (never ? ", and " + Quoting.quote(test.key()) + " has no such value" : ""),
        "use "
            + Quoting.quote(like.text())
            + (ignoresCase ? ", which tells capital letters from small ones" : ""));
  }
}
