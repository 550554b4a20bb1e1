package io.kmspolicy.model.policy;

import java.util.List;

/**
 * The {@code Condition} element: tests that must all hold for the statement to apply (rule 3.1).
 *
 * @param tests the tests in the order written; empty if the statement has no condition
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html">IAM
 *     JSON policy elements: Condition</a>
 */
public record ConditionBlock(List<Condition> tests) {

  private static final ConditionBlock NONE = new ConditionBlock(List.of());

  /** Copies the list. */
  public ConditionBlock {
    tests = List.copyOf(tests);
  }

  /** The block of a statement without conditions. */
  public static ConditionBlock none() {
    return NONE;
  }
}
