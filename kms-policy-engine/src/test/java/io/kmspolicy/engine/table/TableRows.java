package io.kmspolicy.engine.table;

import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.match.PrincipalIndex;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import java.util.List;

/** Rows of tables for tests. */
final class TableRows {

  private TableRows() {}

  /** A row that allows every action on a resource, of a policy with variables. */
  static CompiledStatement of(ResourceElement resource) {
    return new CompiledStatement(
        Effect.ALLOW,
        new PrincipalElement.Absent(),
        PrincipalIndex.NONE,
        resource,
        ActionBits.ALL,
        Formula.Constant.MATCH,
        new ContextDependencies(
            List.of(), ResourceMatcher.patternsWithVariables(resource, true), List.of(), true));
  }
}
