package io.kmspolicy.model.policy;

import java.util.List;

/**
 * One test of a condition block: an operator, a condition key and the values it is compared with.
 *
 * @param operator the operator with its quantifier and {@code IfExists}
 * @param key the condition key as written; letter case is ignored (rule 3.2)
 * @param values the values in the order written; may be empty (rule 1.11)
 * @param location where the key was read
 */
public record Condition(
    ConditionOperator operator, String key, List<ConditionValue> values, SourceLocation location) {

  /** Copies the list. */
  public Condition {
    values = List.copyOf(values);
  }

  /**
   * A test whose result is not known, because the source of the document leaves a value open (rule
   * 1.13). Two such tests that are equal have equal results in one request.
   *
   * @param expression the expression of the source, such as {@code !GetAtt Admin.Arn}
   * @param identity what else the result depends on
   * @param location where the statement was read
   */
  public static Condition open(String expression, String identity, SourceLocation location) {
    return new Condition(
        ConditionOperator.plain(Comparison.BOOL),
        expression,
        List.of(new ConditionValue(identity, ConditionValue.Form.OPAQUE)),
        location);
  }

  /**
   * Whether the source of the document leaves the result of the test open; the key is the
   * expression of the source then (rule 1.13).
   */
  public boolean isOpen() {
    return values.size() == 1 && values.get(0).form() == ConditionValue.Form.OPAQUE;
  }
}
