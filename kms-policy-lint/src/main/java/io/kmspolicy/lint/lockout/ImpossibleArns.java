package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.lint.analysis.PrincipalArnForm;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;

/**
 * Tests of {@code aws:PrincipalArn} against ARNs that no principal has, such as one with an account
 * of eleven digits (rule 4.15). A positive test holds for nobody: AWS puts the key into every
 * request of a user, role or session, and a service that calls for itself has none (rule 6.11). A
 * negated test holds for everybody.
 */
final class ImpossibleArns {

  private static final String VARIABLE = "${";

  private ImpossibleArns() {}

  /**
   * A policy that matches the same requests: without the statements that match none because of such
   * a test, and without the tests that always hold.
   */
  static PolicyDocument without(PolicyDocument document) {
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : document.statements()) {
      List<Condition> tests = statement.condition().tests();
      if (tests.stream().noneMatch(ImpossibleArns::neverHolds)) {
        List<Condition> others = tests.stream().filter(test -> !alwaysHolds(test)).toList();
        statements.add(
            others.size() == tests.size()
                ? statement
                : statement.withCondition(new ConditionBlock(others)));
      }
    }
    return statements.equals(document.statements())
        ? document
        : new PolicyDocument(document.version(), document.id(), statements);
  }

  private static boolean neverHolds(Condition test) {
    return !test.operator().ifExists()
        && !test.operator().comparison().negated()
        && hasOnlyImpossible(test);
  }

  private static boolean alwaysHolds(Condition test) {
    return test.operator().comparison().negated() && hasOnlyImpossible(test);
  }

  private static boolean hasOnlyImpossible(Condition test) {
    Comparison comparison = test.operator().comparison();
    boolean isOfText =
        comparison.family() == Comparison.Family.STRING
            || comparison.family() == Comparison.Family.ARN;
    return isOfText
        && test.operator().quantifier() == Quantifier.NONE
        && LetterCase.areSameName(test.key(), DerivedKey.PRINCIPAL_ARN.spelling())
        && !test.values().isEmpty()
        && test.values().stream().noneMatch(value -> mayMatch(comparison, value.text()));
  }

  private static boolean mayMatch(Comparison comparison, String value) {
    return value.contains(VARIABLE) || PrincipalArnForm.mayMatch(comparison, value);
  }
}
