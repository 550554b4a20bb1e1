package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/**
 * The parts of a statement that depend on the context, without the statement's location. Statements
 * with equal dependencies share one instance.
 *
 * @param tests the tests of its condition
 * @param patterns its resource patterns with policy variables
 * @param uniqueIds the unique ids among its principals, which are compared with {@code aws:userid}
 * @param hasVariables whether the version of its policy has policy variables
 */
public record ContextDependencies(
    List<Condition> tests,
    List<ResourcePattern> patterns,
    List<String> uniqueIds,
    boolean hasVariables) {

  public ContextDependencies {
    tests = List.copyOf(tests);
    patterns = List.copyOf(patterns);
    uniqueIds = List.copyOf(uniqueIds);
  }

  /**
   * The dependencies of a statement.
   *
   * @param tests the tests of its condition
   */
  public static ContextDependencies of(
      Statement statement, List<Condition> tests, boolean hasVariables) {
    return new ContextDependencies(
        tests,
        ResourceMatcher.patternsWithVariables(statement.resource(), hasVariables),
        PrincipalMatcher.uniqueIds(statement.principal()),
        hasVariables);
  }
}
