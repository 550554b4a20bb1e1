package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.SarifTool;
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

  private final CliContext context;

  SarifRenderer(CliContext context) {
    this.context = context;
  }

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    io.kmspolicy.cli.lint.Baseline.Comparison compared = report.compared();
    Baseline state = compared.isCompared() ? Baseline.NEW : Baseline.NOT_COMPARED;
    LintRun run = report.run();
    List<SarifResult> results = results(run, compared.result(), finding -> state, state);
    for (Finding finding : compared.known()) {
      results.add(result(finding, run.placeOf(finding), IN_BASELINE, Baseline.UNCHANGED));
    }
    out.append(SarifLog.text(SarifTool.of(context), report.texts(), rules(), results, notes(run)));
  }

  private static List<SarifLog.Note> notes(LintRun run) {
    return run.unresolved().stream()
        .map(
            open ->
                new SarifLog.Note(
                    Quoting.quote(open.name()) + " is not checked: " + open.reason(),
                    run.placeOf(open)))
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
  public static List<SarifResult> results(LintRun run, Function<Finding, Baseline> baseline) {
    return results(run, run.result(), baseline, Baseline.NOT_COMPARED);
  }

  private static List<SarifResult> results(
      LintRun run, LintResult result, Function<Finding, Baseline> baseline, Baseline ofAccepted) {
    List<SarifResult> results = new ArrayList<>();
    for (Finding finding : result.findings()) {
      results.add(result(finding, run.placeOf(finding), "", baseline.apply(finding)));
    }
    for (LintResult.Accepted accepted : result.accepted()) {
      ResourcePlace place = run.placeOf(accepted.finding());
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
