package io.kmspolicy.cli.lint;

import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.lint.document.PolicyText;
import java.util.List;

/**
 * What a run reports.
 *
 * @param texts the documents
 * @param compared the findings
 * @param unchecked the policies that templates and plans leave open, which were not checked
 */
record LintReport(
    List<PolicyText> texts, Baseline.Comparison compared, List<UnresolvedPolicy> unchecked) {

  /** Copies the lists. */
  LintReport {
    texts = List.copyOf(texts);
    unchecked = List.copyOf(unchecked);
  }
}
