package io.kmspolicy.engine.exact;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ResourcePattern;
import java.util.List;

/**
 * What a statement asks of the context, without where it stands: statements that ask the same share
 * one object.
 *
 * @param tests the tests of its condition
 * @param patterns its resource patterns that hold policy variables
 * @param hasVariables whether the version of its policy has variables
 */
public record ContextDependencies(
    List<Condition> tests, List<ResourcePattern> patterns, boolean hasVariables) {

  public ContextDependencies {
    tests = List.copyOf(tests);
    patterns = List.copyOf(patterns);
  }
}
