package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantReport;
import io.kmspolicy.engine.report.StatementReport;
import java.util.List;

/**
 * What settled a decision.
 *
 * @param statements the statements that did
 * @param grants the grants that did
 * @param joint whether they did so together only, none of them being certain by itself
 * @param reasons why, one line of section 0 of {@code docs/semantics.md} each
 */
record Determination(
    List<StatementReport> statements,
    List<GrantReport> grants,
    boolean joint,
    List<String> reasons) {

  Determination {
    statements = List.copyOf(statements);
    grants = List.copyOf(grants);
    reasons = List.copyOf(reasons);
  }

  /** Nothing settled it but what is missing. */
  static Determination because(List<String> reasons) {
    return new Determination(List.of(), List.of(), false, reasons);
  }
}
