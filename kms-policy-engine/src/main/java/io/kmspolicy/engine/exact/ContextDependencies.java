package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.match.NamedRegion;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts of a statement that depend on the context, without the statement's location. Statements
 * with equal dependencies share one instance.
 *
 * @param tests the tests of its condition, and of the Regions that patterns of whole accounts name
 *     (rule 2.7)
 * @param patterns its resource patterns with policy variables
 * @param uniqueIds the unique ids among its principals, which are compared with {@code aws:userid}
 * @param hasVariables whether the version of its policy has policy variables
 */
public record ContextDependencies(
    List<Condition> tests,
    List<ResourcePattern> patterns,
    List<String> uniqueIds,
    boolean hasVariables) {

  private static final ContextDependencies NONE =
      new ContextDependencies(List.of(), List.of(), List.of(), false);
  private static final ContextDependencies NONE_WITH_VARIABLES =
      new ContextDependencies(List.of(), List.of(), List.of(), true);

  public ContextDependencies {
    tests = List.copyOf(tests);
    patterns = List.copyOf(patterns);
    uniqueIds = List.copyOf(uniqueIds);
  }

  /** Whether a statement does not depend on the context. */
  public boolean isEmpty() {
    return tests.isEmpty() && patterns.isEmpty() && uniqueIds.isEmpty();
  }

  /** No dependencies, in a policy whose version has policy variables or not. */
  public static ContextDependencies none(boolean hasVariables) {
    return hasVariables ? NONE_WITH_VARIABLES : NONE;
  }

  /** The dependencies of a test without policy variables. */
  public static ContextDependencies of(Condition test) {
    return new ContextDependencies(List.of(test), List.of(), List.of(), false);
  }

  /** The dependencies of a statement with all tests of its condition. */
  public static ContextDependencies of(Statement statement, boolean hasVariables) {
    return of(statement, statement.condition().tests(), hasVariables);
  }

  /**
   * The dependencies of a statement.
   *
   * @param tests the tests of its condition
   */
  public static ContextDependencies of(
      Statement statement, List<Condition> tests, boolean hasVariables) {
    List<Condition> regions =
        statement.resource().patterns().stream()
            .flatMap(pattern -> NamedRegion.of(pattern).stream())
            .map(NamedRegion::test)
            .toList();
    return new ContextDependencies(
        regions.isEmpty() ? tests : Stream.concat(tests.stream(), regions.stream()).toList(),
        ResourceMatcher.patternsWithVariables(statement.resource(), hasVariables),
        PrincipalMatcher.uniqueIds(statement.principal()),
        hasVariables);
  }
}
