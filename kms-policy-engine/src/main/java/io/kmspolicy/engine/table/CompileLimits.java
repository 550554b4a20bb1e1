package io.kmspolicy.engine.table;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/**
 * How much one layer of one principal or key may hold, so that compiling has a bound.
 *
 * @param statements the most statements
 * @param entries the most resource patterns and condition values together
 */
public record CompileLimits(int statements, int entries) {

  /** Far above what the quotas of IAM and KMS let anyone attach (rule 1.12). */
  public static final CompileLimits DEFAULT = new CompileLimits(100_000, 2_000_000);

  /**
   * Checks the policies of a layer.
   *
   * @throws PolicyTooLargeException if they hold more than the limits
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
    int count = 0;
    if (statement.resource() instanceof ResourceElement.Resource listed) {
      count += listed.patterns().size();
    } else if (statement.resource() instanceof ResourceElement.NotResource excluded) {
      count += excluded.patterns().size();
    }
    for (Condition test : statement.condition().tests()) {
      count += test.values().size();
    }
    return count;
  }
}
