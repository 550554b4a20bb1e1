package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.JsonCursor.MemberReader;
import io.kmspolicy.model.json.JsonCursor.Wanted;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the {@code Condition} elements of one document (rules 1.5, 1.11, 3.16). */
final class ConditionParser {

  private final JsonCursor cursor;
  private final MemberReader members = this::operator;

  /** The operators of the current element. There are few, so a list is searched linearly. */
  private final List<ConditionOperator> operators = new ArrayList<>();

  private final List<Condition> conditions = new ArrayList<>();
  private final List<ConditionValue> values = new ArrayList<>();

  ConditionParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the condition block at the cursor. {@code {}} is equivalent to no block. */
  ConditionBlock parse() {
    operators.clear();
    conditions.clear();
    cursor.object("an object of condition operators", members);
    return new ConditionBlock(conditions);
  }

  private void operator(String name) {
    ConditionOperator.parse(name)
        .ifPresentOrElse(operator -> conditions(name, operator), () -> unknownOperator(name));
  }

  private void unknownOperator(String name) {
    cursor.report(
        ProblemCode.UNKNOWN_OPERATOR,
        Quoting.quoteShort(name) + " is not a condition operator; " + advice(name));
  }

  private static String advice(String name) {
    if (LetterCase.lowerCase(name).contains("null")) {
      return "`Null` tests whether the key exists and takes no `IfExists`";
    }
    return Suggestions.nearest(name, operatorNames())
        .map(word -> "did you mean " + Quoting.quoteShort(word) + "?")
        .orElse("it must be one such as `StringEquals`, `ArnLike` or `Bool`");
  }

  private static List<String> operatorNames() {
    List<String> names = new ArrayList<>();
    for (Comparison comparison : Comparison.values()) {
      for (Quantifier quantifier : Quantifier.values()) {
        names.add(new ConditionOperator(quantifier, comparison, false).text());
        if (comparison != Comparison.NULL) {
          names.add(new ConditionOperator(quantifier, comparison, true).text());
        }
      }
    }
    return names;
  }

  private void conditions(String name, ConditionOperator operator) {
    if (operators.contains(operator)) {
      cursor.report(
          ProblemCode.DUPLICATE_MEMBER,
          Quoting.quoteShort(name)
              + " is another spelling of an operator that this condition already has; put"
              + " all its keys under one");
      return;
    }
    operators.add(operator);
    int start = cursor.valueOffset();
    cursor
        .object("an object of condition keys", key -> condition(operator, key))
        .filter(Set::isEmpty)
        .ifPresent(
            keys ->
                cursor.report(
                    ProblemCode.EMPTY_VALUE,
                    start,
                    Quoting.quoteShort(name) + " has no condition key; add one or remove it"));
  }

  private void condition(ConditionOperator operator, String key) {
    if (key.isEmpty()) {
      cursor.report(
          ProblemCode.EMPTY_VALUE,
          "the condition key has no name; it must be one such as `kms:ViaService`");
      return;
    }
    SourceLocation location = cursor.location();
    values.clear();
    cursor.oneOrMany(Wanted.SCALARS, expected -> cursor.scalar(expected).ifPresent(values::add));
    conditions.add(new Condition(operator, key, values, location));
  }
}
