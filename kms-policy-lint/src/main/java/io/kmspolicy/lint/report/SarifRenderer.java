package io.kmspolicy.lint.report;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.RuleTexts;
import io.kmspolicy.lint.sarif.SarifLog;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifResult.Baseline;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Renders the findings as SARIF 2.1.0. */
public final class SarifRenderer implements Renderer {

  private static final RuleTexts HELP = RuleTexts.bundled();
  private static final String IN_BASELINE = "in the baseline";

  private final SarifLog.Tool tool;

  /** A renderer; {@code tool} is the run that a log is of. */
  public SarifRenderer(SarifLog.Tool tool) {
    this.tool = tool;
  }

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    Comparison compared = report.compared();
    Baseline state = compared.isCompared() ? Baseline.NEW : Baseline.NOT_COMPARED;
    List<SarifResult> results = results(report, compared.result(), finding -> state, state);
    for (Finding finding : compared.known()) {
      results.add(result(finding, report.placeOf(finding), IN_BASELINE, Baseline.UNCHANGED));
    }
    out.append(SarifLog.text(tool, report.texts(), rules(), results, notes(report)));
  }

  private static List<SarifLog.Note> notes(LintReport report) {
    return report.unchecked().stream()
        .map(
            open ->
                new SarifLog.Note(
                    Quoting.quote(open.name()) + " is not checked: " + open.reason(), open.place()))
        .toList();
  }

  /** The rules of the linter. */
  public static List<SarifRule> rules() {
    return Stream.of(LintRule.values())
        .map(
            rule ->
                new SarifRule(
                    rule.id(),
                    rule.title(),
                    HELP.of(rule),
                    rule.page(),
                    rule.severity(),
                    !rule.isOffByDefault()))
        .toList();
  }

  /**
   * The findings, and those that are accepted.
   *
   * @param baseline the state of a finding against earlier policies
   */
  public static List<SarifResult> results(LintReport report, Function<Finding, Baseline> baseline) {
    return results(report, report.compared().result(), baseline, Baseline.NOT_COMPARED);
  }

  private static List<SarifResult> results(
      LintReport report,
      LintResult result,
      Function<Finding, Baseline> baseline,
      Baseline ofAccepted) {
    List<SarifResult> results = new ArrayList<>();
    for (Finding finding : result.findings()) {
      results.add(result(finding, report.placeOf(finding), "", baseline.apply(finding)));
    }
    for (LintResult.Accepted accepted : result.accepted()) {
      ResourcePlace place = report.placeOf(accepted.finding());
      results.add(result(accepted.finding(), place, accepted.reason(), ofAccepted));
    }
    return results;
  }

  private static SarifResult result(
      Finding finding, ResourcePlace place, String accepted, Baseline baseline) {
    return new SarifResult(
        finding.rule().id(),
        finding.severity(),
        finding.message() + ". Fix: " + finding.fix(),
        Optional.of(place),
        finding.statement(),
        accepted,
        baseline);
  }
}
