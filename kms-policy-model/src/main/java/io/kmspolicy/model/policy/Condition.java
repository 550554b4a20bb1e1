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
}
