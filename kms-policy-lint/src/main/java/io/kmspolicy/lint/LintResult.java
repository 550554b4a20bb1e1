package io.kmspolicy.lint;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;

/**
 * The findings of a run after the settings were applied.
 *
 * @param findings the findings that are not suppressed
 * @param accepted the suppressed findings
 * @param unused the suppressions that matched no finding
 */
public record LintResult(
    List<Finding> findings, List<Accepted> accepted, List<LintSettings.Suppression> unused) {

  /**
   * A suppressed finding.
   *
   * @param finding the finding
   * @param reason the reason of the suppression
   */
  public record Accepted(Finding finding, String reason) {}

  /** Copies the lists. */
  public LintResult {
    findings = List.copyOf(findings);
    accepted = List.copyOf(accepted);
    unused = List.copyOf(unused);
  }

  /** The number of findings with this severity. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Whether a finding counts that has at least this severity. */
  public boolean reaches(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.reaches(severity));
  }
}
