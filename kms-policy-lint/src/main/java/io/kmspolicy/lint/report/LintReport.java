package io.kmspolicy.lint.report;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.report.ResourcePlace;
import java.util.List;
import java.util.function.Function;

/**
 * What a run reports.
 *
 * @param texts the documents as reports show them
 * @param compared the findings
 * @param places the place of a finding, with the resource that it is about
 * @param unchecked the policies that templates and plans leave open, which were not checked
 */
public record LintReport(
    List<PolicyText> texts,
    Comparison compared,
    Function<Finding, ResourcePlace> places,
    List<Unchecked> unchecked) {

  /** A policy that was not checked. */
  public record Unchecked(String name, String reason, ResourcePlace place) {}

  /** Copies the lists. */
  public LintReport {
    texts = List.copyOf(texts);
    unchecked = List.copyOf(unchecked);
  }

  ResourcePlace placeOf(Finding finding) {
    return places.apply(finding);
  }
}
