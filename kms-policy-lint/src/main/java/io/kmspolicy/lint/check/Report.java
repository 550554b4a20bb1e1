package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.Claim;
import io.kmspolicy.lint.analysis.Placeholders;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Listing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects the findings in one document. Not thread-safe. */
public final class Report {

  /** The rules whose findings of a severity say that a statement never applies. */
  private static final Map<LintRule, Severity> SEVERITY_OF_DEAD =
      Map.of(
          LintRule.NEVER_MATCHES, Severity.ERROR,
          LintRule.SHADOWED, Severity.WARNING,
          LintRule.STATEMENT_WITHOUT_EFFECT, Severity.ERROR,
          LintRule.CONDITION_KEY_NOT_FOR_ACTION, Severity.ERROR,
          LintRule.KEY_NOT_FOR_PRINCIPAL, Severity.ERROR);

  private final PolicyText text;
  private final List<Finding> findings = new ArrayList<>();

  public Report(PolicyText text) {
    this.text = text;
  }

  /** Adds a finding about the whole document. */
  public void add(LintRule rule, SourceLocation at, String message, String fix) {
    add(rule, rule.severity(), at, "", message, fix);
  }

  /** Adds a finding about the whole document, with another severity than the rule's. */
  public void add(LintRule rule, Severity severity, SourceLocation at, String message, String fix) {
    add(rule, severity, at, "", message, fix);
  }

  /** Adds a finding about a statement. */
  public void add(
      LintRule rule, StatementView view, SourceLocation at, String message, String fix) {
    add(rule, rule.severity(), at, view.name(), message, fix);
  }

  /** Adds a finding about a statement, with another severity than the rule's. */
  public void add(
      LintRule rule,
      Severity severity,
      StatementView view,
      SourceLocation at,
      String message,
      String fix) {
    add(rule, severity, at, view.name(), message, fix);
  }

  /**
   * Adds a finding that claims something about all requests, as far as it is proven: nothing if it
   * is refuted, and a finding of the next lower severity that says so if it is not decided.
   *
   * @return whether it is proven
   */
  boolean add(
      Claim claim,
      LintRule rule,
      StatementView view,
      SourceLocation at,
      String message,
      String fix) {
    return add(claim, rule, rule.severity(), at, view.name(), message, fix);
  }

  /** As {@link #add(Claim, LintRule, StatementView, SourceLocation, String, String)}. */
  boolean add(
      Claim claim,
      LintRule rule,
      Severity severity,
      SourceLocation at,
      String statement,
      String message,
      String fix) {
    if (claim instanceof Claim.Proven) {
      add(rule, severity, at, statement, message, fix);
    } else if (claim instanceof Claim.Open open) {
      add(
          rule,
          severity.lower(),
          at,
          statement,
          "it is not proven that " + message + "; that depends on " + open.reason(),
          "if it is so: " + fix);
    }
    return claim instanceof Claim.Proven;
  }

  /** Adds a finding about the statement or grant that suppressions refer to by this name. */
  public void add(
      LintRule rule,
      Severity severity,
      SourceLocation at,
      String statement,
      String message,
      String fix) {
    SourceLocation location = text.place(at.line(), at.column(), at.pointer());
    findings.add(new Finding(rule, severity, location, statement, message, fix));
  }

  /** Adds a finding whose location is one in the source already. */
  public void add(Finding finding) {
    findings.add(finding);
  }

  /** Whether the report has a finding of the rule. */
  boolean has(LintRule rule) {
    return findings.stream().anyMatch(finding -> finding.rule() == rule);
  }

  /** Whether the report has a finding of the rule in the statement. */
  boolean has(LintRule rule, StatementView view) {
    return findings.stream().anyMatch(finding -> finding.rule() == rule && isIn(finding, view));
  }

  /** By the place: two statements may have the same {@code Sid}. */
  private static boolean isIn(Finding finding, StatementView view) {
    String statement = view.statement().location().pointer();
    String pointer = finding.location().pointer();
    return pointer.equals(statement) || pointer.startsWith(statement + "/");
  }

  /**
   * Whether the statement has no effect: its resources are no keys, or the report has a finding
   * that proves that it applies to none of its actions, or that another statement denies everything
   * that it allows. Checks of risks leave such a statement out.
   */
  boolean isDead(StatementView view) {
    return view.isAboutNoKey()
        || findings.stream()
            .anyMatch(
                finding ->
                    finding.severity() == SEVERITY_OF_DEAD.get(finding.rule())
                        && isIn(finding, view));
  }

  /**
   * Replaces the findings that placeholders explain by one finding.
   *
   * @param isAboutKms whether a statement includes an action of KMS; without one, no finding is
   *     left out
   */
  public void explain(Placeholders placeholders, boolean isAboutKms) {
    if (placeholders.isEmpty()) {
      return;
    }
    findings.removeIf(
        finding -> placeholders.explain(finding.message(), finding.location().pointer()));
    if (!isAboutKms) {
      return;
    }
    add(
        LintRule.PLACEHOLDER,
        SourceLocation.at(text.source(), "", placeholders.line(), placeholders.column()),
        "the text is a template: it has "
            + (placeholders.texts().size() == 1 ? "the placeholder " : "the placeholders ")
            + Listing.firstOf(placeholders.texts()),
        "replace the placeholders and lint the result; findings about them are left out");
  }

  /** Removes the findings of a rule in the statement. */
  void remove(LintRule rule, StatementView view) {
    findings.removeIf(finding -> finding.rule() == rule && isIn(finding, view));
  }

  /** The findings, ordered by position. */
  public List<Finding> findings() {
    return findings.stream()
        .sorted(
            Comparator.comparingInt((Finding finding) -> finding.location().line())
                .thenComparingInt(finding -> finding.location().column())
                .thenComparing(Finding::rule))
        .toList();
  }
}
