package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import java.util.List;

/**
 * What settled a decision.
 *
 * @param statements the statements that did
 * @param grants the grants that did
 * @param joint whether they did so together only, none of them being certain by itself
 * @param reasons why, one line of section 0 of {@code docs/semantics.md} each
 */
record Justification(
    List<StatementTrace> statements, List<GrantTrace> grants, boolean joint, List<String> reasons) {

  Justification {
    statements = List.copyOf(statements);
    grants = List.copyOf(grants);
    reasons = List.copyOf(reasons);
  }

  /** Nothing settled it but what is missing. */
  static Justification because(List<String> reasons) {
    return new Justification(List.of(), List.of(), false, reasons);
  }
}
