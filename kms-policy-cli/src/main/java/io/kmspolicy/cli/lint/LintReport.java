package io.kmspolicy.cli.lint;

import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.lint.document.PolicyText;
import java.util.List;

/**
 * What a run reports.
 *
 * @param run the documents
 * @param compared the findings
 */
record LintReport(LintRun run, Baseline.Comparison compared) {

  /** The documents as reports show them. */
  List<PolicyText> texts() {
    return run.shown();
  }

  /** The policies that templates and plans leave open, which were not checked. */
  List<UnresolvedPolicy> unchecked() {
    return run.unresolved();
  }
}
