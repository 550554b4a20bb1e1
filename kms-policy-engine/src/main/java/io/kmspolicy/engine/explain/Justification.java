package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import java.util.List;

/**
 * The reasons for a decision.
 *
 * @param statements the determining statements
 * @param grants the determining grants
 * @param joint whether the statements and grants determine the decision only jointly, none of them
 *     being certain by itself
 * @param reasons the reasons as text, one per line of section 0 of {@code docs/semantics.md}
 */
record Justification(
    List<StatementTrace> statements, List<GrantTrace> grants, boolean joint, List<String> reasons) {

  Justification {
    statements = List.copyOf(statements);
    grants = List.copyOf(grants);
    reasons = List.copyOf(reasons);
  }

  /** A justification by reasons alone, without statements or grants. */
  static Justification because(List<String> reasons) {
    return new Justification(List.of(), List.of(), false, reasons);
  }
}
