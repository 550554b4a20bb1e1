package io.kmspolicy.lint.report;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.rule.Finding;
import java.util.List;

/**
 * The findings of a run, divided by a baseline.
 *
 * @param result the new findings
 * @param known those that the baseline has
 * @param gone the number of findings of the baseline that there are no longer
 * @param isCompared whether there is a baseline
 */
public record Comparison(LintResult result, List<Finding> known, int gone, boolean isCompared) {

  /** Copies the list. */
  public Comparison {
    known = List.copyOf(known);
  }

  /** The findings of a run without a baseline. */
  public static Comparison none(LintResult result) {
    return new Comparison(result, List.of(), 0, false);
  }
}
