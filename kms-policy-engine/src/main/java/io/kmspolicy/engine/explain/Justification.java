package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import java.util.ArrayList;
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

  /** This justification with other reasons before its own. */
  Justification after(List<String> first) {
    List<String> all = new ArrayList<>(first);
    all.addAll(reasons);
    return new Justification(statements, grants, joint, all);
  }

  /** A justification by reasons alone, without statements or grants. */
  static Justification because(List<String> reasons) {
    return new Justification(List.of(), List.of(), false, reasons);
  }
}
