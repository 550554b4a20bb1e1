package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import java.util.List;

/**
 * What a statement asks of the context, without where it stands: statements that ask the same share
 * one object.
 *
 * @param tests the tests of its condition
 * @param patterns its resource patterns that hold policy variables
 * @param uniqueIds the unique ids among its principals, which {@code aws:userid} decides
 * @param hasVariables whether the version of its policy has variables
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
   * What a statement asks.
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
