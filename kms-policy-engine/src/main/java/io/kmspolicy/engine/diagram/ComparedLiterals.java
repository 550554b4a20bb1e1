package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tests that compare the value of a key with literals only, by equality of texts. The result of
 * such a test for one text depends only on which literal it equals.
 *
 * @param texts the literals, and the empty text, which is null under one reading of rule 3.5
 * @param other a text that is no literal
 */
record ComparedLiterals(Set<String> texts, String other) {

  /** The literals of tests; null if a test compares in another way. */
  static @Nullable ComparedLiterals of(List<Formula.Atom> tests) {
    Set<String> texts = new LinkedHashSet<>();
    for (Formula.Atom test : tests) {
      if (!(test instanceof CompiledCondition condition) || !addLiterals(condition, texts)) {
        return null;
      }
    }
    texts.add("");
    String other = "other";
    while (texts.contains(other)) {
      other += "~";
    }
    return new ComparedLiterals(texts, other);
  }

  private static boolean addLiterals(CompiledCondition condition, Set<String> texts) {
    Comparison comparison = condition.test().operator().comparison();
    return switch (comparison) {
      case NULL -> true;
      case STRING_EQUALS, STRING_NOT_EQUALS, STRING_LIKE, STRING_NOT_LIKE ->
          !ConditionMatcher.comparesOpenText(condition.test())
              && condition.test().values().stream()
                  .allMatch(value -> addLiteral(condition, value, texts));
      default -> false;
    };
  }

  private static boolean addLiteral(
      CompiledCondition condition, ConditionValue value, Set<String> texts) {
    Comparison comparison = condition.test().operator().comparison();
    PolicyTemplate template =
        ConditionMatcher.template(comparison, value.text(), condition.hasVariables());
    if (template.hasVariables()) {
      return false;
    }
    Glob glob = Glob.of(template);
    if (glob.isLiteral()) {
      texts.add(glob.text());
    }
    return glob.isLiteral();
  }
}
