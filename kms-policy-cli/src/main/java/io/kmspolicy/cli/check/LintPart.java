package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.lint.report.Comparison;
import io.kmspolicy.lint.report.JsonRenderer;
import io.kmspolicy.lint.report.LintReport;
import io.kmspolicy.lint.report.SarifRenderer;
import io.kmspolicy.lint.report.TextRenderer;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifResult.Baseline;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The findings of the linter after the change; those that are new count.
 *
 * @param run the documents after the change with their findings
 * @param found the findings that are new
 * @param least the lowest severity of a new finding that is a failure
 * @param before the policies that were open before the change
 */
record LintPart(LintRun run, List<Finding> found, Severity least, OpenBefore before)
    implements Part {

  /** Copies the list. */
  LintPart {
    found = List.copyOf(found);
  }

  @Override
  public PartName name() {
    return PartName.LINT;
  }

  @Override
  public Outcome outcome() {
    List<Finding> failures = found.stream().filter(one -> one.reaches(least)).toList();
    if (!failures.isEmpty()) {
      return failures.stream().anyMatch(run::isOfPolicy) ? Outcome.FAILED : Outcome.LOST;
    }
    return newlyOpen() == 0 ? Outcome.PASSED : Outcome.INDETERMINATE;
  }

  private long newlyOpen() {
    return run.unresolved().stream().filter(open -> !before.has(open)).count();
  }

  private int old() {
    return run.result().findings().size() - found.size();
  }

  @Override
  public String summary() {
    List<String> parts = new ArrayList<>();
    parts.add(Counts.of(found.size(), "new finding") + severities());
    parts.add(old() + " old");
    if (!run.result().accepted().isEmpty()) {
      parts.add(run.result().accepted().size() + " accepted");
    }
    addOpen(newlyOpen(), " not known", parts);
    addOpen(run.unresolved().size() - newlyOpen(), " not known as before", parts);
    return String.join(", ", parts);
  }

  private static void addOpen(long number, String what, List<String> parts) {
    if (number > 0) {
      parts.add(Counts.of(number, "policy", "policies") + what);
    }
  }

  private String severities() {
    List<String> counts =
        Stream.of(Severity.ERROR, Severity.WARNING, Severity.INFO)
            .filter(severity -> count(severity) > 0)
            .map(severity -> count(severity) + " " + severity.text())
            .toList();
    return counts.isEmpty() ? "" : " (" + String.join(", ", counts) + ")";
  }

  private long count(Severity severity) {
    return found.stream().filter(finding -> finding.severity() == severity).count();
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    if (!found.isEmpty()) {
      details.add(new Detail(Counts.of(found.size(), "new finding"), text()));
    }
    if (!run.unresolved().isEmpty()) {
      StringBuilder text = new StringBuilder();
      run.unresolved()
          .forEach(
              open ->
                  text.append(
                          Quoting.escape(
                              run.placeOf(open).file()
                                  + ": `"
                                  + open.name()
                                  + (before.has(open)
                                      ? "` is not known as before: "
                                      : "` is not known: ")
                                  + open.reason()))
                      .append('\n'));
      details.add(new Detail("policies that are not known", text.toString()));
    }
    return details;
  }

  private LintReport report() {
    return run.report(Comparison.none(run.result()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    try {
      new TextRenderer(false).findings(report(), found, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().stripTrailing() + "\n";
  }

  @Override
  public void write(JsonWriter json) {
    Set<Finding> added = foundByIdentity();
    json.member("findings")
        .array(
            run.result().findings(),
            finding ->
                json.object(
                    () -> {
                      json.member("isNew", added.contains(finding));
                      JsonRenderer.write(finding, run.placeOf(finding), json);
                    }));
    json.member("notKnown")
        .array(
            run.unresolved(),
            open ->
                json.object(
                    () -> {
                      json.member("asBefore", before.has(open));
                      JsonRenderer.write(run.placeOf(open), json);
                      json.member("policy", open.name());
                      json.member("reason", open.reason());
                    }));
  }

  /** The new findings. Equal findings are different ones, so they are compared by identity. */
  private Set<Finding> foundByIdentity() {
    Set<Finding> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(found);
    return all;
  }

  @Override
  public List<SarifRule> rules() {
    return SarifRenderer.rules();
  }

  @Override
  public List<SarifResult> results() {
    Set<Finding> added = foundByIdentity();
    return SarifRenderer.results(
        report(), finding -> added.contains(finding) ? Baseline.NEW : Baseline.UNCHANGED);
  }
}
