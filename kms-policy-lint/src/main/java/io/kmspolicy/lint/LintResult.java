package io.kmspolicy.lint;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;

/**
 * The findings of a run, after its settings.
 *
 * @param findings what counts
 * @param accepted what somebody has accepted
 * @param unused the suppressions that were about nothing
 */
public record LintResult(
    List<Finding> findings, List<Accepted> accepted, List<LintSettings.Suppression> unused) {

  /**
   * A finding that is suppressed.
   *
   * @param finding the finding
   * @param reason why
   */
  public record Accepted(Finding finding, String reason) {}

  /** Copies the lists. */
  public LintResult {
    findings = List.copyOf(findings);
    accepted = List.copyOf(accepted);
    unused = List.copyOf(unused);
  }

  /** How many findings have this severity. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Whether some finding weighs at least so much. */
  public boolean reaches(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().compareTo(severity) >= 0);
  }
}
