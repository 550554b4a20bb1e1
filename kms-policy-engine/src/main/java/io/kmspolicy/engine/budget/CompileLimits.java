package io.kmspolicy.engine.budget;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/**
 * Limits on the size of one layer of one principal or key, which bound the cost of compilation.
 *
 * @param statements the maximum number of statements
 * @param entries the maximum number of resource patterns and condition values together
 */
public record CompileLimits(int statements, int entries) {

  /** Far above the quotas of IAM and KMS (rule 1.12). */
  public static final CompileLimits DEFAULT = new CompileLimits(100_000, 2_000_000);

  /**
   * Checks the policies of a layer.
   *
   * @throws PolicyTooLargeException if they exceed the limits
   */
  public void check(PolicyType type, List<NamedPolicy> policies) {
    int statementCount = 0;
    int entryCount = 0;
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        statementCount++;
        entryCount += entries(statement);
      }
      if (statementCount > statements) {
        throw PolicyTooLargeException.of(type, policy.name(), "statements", statements);
      }
      if (entryCount > entries) {
        throw PolicyTooLargeException.of(
            type, policy.name(), "resource patterns and condition values", entries);
      }
    }
  }

  private static int entries(Statement statement) {
    int count = statement.resource().patterns().size();
    for (Condition test : statement.condition().tests()) {
      count += test.values().size();
    }
    return count;
  }
}
