package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The texts with which statements name principals and values of condition keys. */
final class StatementNames {

  private StatementNames() {}

  /** The names of the principals, and the values of the conditions. */
  static Stream<String> in(Statement statement) {
    return Stream.concat(
        principals(statement.principal()).map(PrincipalName::text),
        statement.condition().tests().stream().flatMap(StatementNames::texts));
  }

  private static Stream<PrincipalName> principals(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal listed) {
      return listed.names().stream();
    }
    return element instanceof PrincipalElement.NotPrincipal excluded
        ? excluded.names().stream()
        : Stream.empty();
  }

  /** The values with which the statements compare a key. */
  static Set<String> valuesOf(List<Statement> statements, String key) {
    Set<String> values = new LinkedHashSet<>();
    testsOf(statements, key).flatMap(StatementNames::texts).forEach(values::add);
    return values;
  }

  /** The tests of a key. */
  static Stream<Condition> testsOf(List<Statement> statements, String key) {
    return statements.stream()
        .flatMap(statement -> statement.condition().tests().stream())
        .filter(test -> LetterCase.areSameName(test.key(), key));
  }

  static Stream<String> texts(Condition test) {
    return test.values().stream().map(ConditionValue::text);
  }
}
