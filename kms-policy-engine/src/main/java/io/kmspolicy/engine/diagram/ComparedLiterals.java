package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests that compare the value of a key with literals only, by equality of texts. The result of
 * such a test for one text depends only on which literal it equals, and is that of every other text
 * for a literal that the test does not list.
 *
 * @param texts the literals, each with the numbers of the tests that list it, and the empty text,
 *     which is null under one reading of rule 3.5
 * @param other a text that is no literal
 */
record ComparedLiterals(Map<String, List<Integer>> texts, String other) {

  /** The literals of tests; null if a test compares in another way. */
  static @Nullable ComparedLiterals of(List<Formula.Atom> tests) {
    Map<String, List<Integer>> texts = new LinkedHashMap<>();
    for (int number = 0; number < tests.size(); number++) {
      if (!(tests.get(number) instanceof CompiledCondition condition)
          || !addLiterals(condition, number, texts)) {
        return null;
      }
    }
    texts.putIfAbsent("", List.of());
    String other = "other";
    while (texts.containsKey(other)) {
      other += "~";
    }
    return new ComparedLiterals(texts, other);
  }

  private static boolean addLiterals(
      CompiledCondition condition, int number, Map<String, List<Integer>> texts) {
    return switch (condition.test().operator().comparison()) {
      case NULL -> true;
      case STRING_EQUALS, STRING_NOT_EQUALS, STRING_LIKE, STRING_NOT_LIKE -> {
        boolean areLiterals = !ConditionMatcher.comparesOpenText(condition.test());
        List<Integer> alone = List.of(number);
        for (ConditionValue value : condition.test().values()) {
          String literal = areLiterals ? literal(condition, value.text()) : null;
          areLiterals = literal != null;
          if (literal != null) {
            texts.merge(literal, alone, ComparedLiterals::joined);
          }
        }
        yield areLiterals;
      }
      default -> false;
    };
  }

  /** The literals that only one test lists share their list. */
  private static List<Integer> joined(List<Integer> held, List<Integer> added) {
    List<Integer> grown = held.size() == 1 ? new ArrayList<>(held) : held;
    grown.addAll(added);
    return grown;
  }

  /** The text that a policy value matches, if it is the only one. */
  private static @Nullable String literal(CompiledCondition condition, String value) {
    if (value.indexOf('*') < 0 && value.indexOf('?') < 0 && value.indexOf('$') < 0) {
      return value;
    }
    PolicyTemplate template =
        ConditionMatcher.template(
            condition.test().operator().comparison(), value, condition.hasVariables());
    if (template.hasVariables()) {
      return null;
    }
    Glob glob = Glob.of(template);
    return glob.isLiteral() ? glob.text() : null;
  }
}
