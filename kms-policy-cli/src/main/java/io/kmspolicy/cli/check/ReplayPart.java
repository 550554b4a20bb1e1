package io.kmspolicy.cli.check;

import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.report.ReplayOutcome;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recorded calls that the change breaks.
 *
 * <p>A call that AWS allowed and the policies before the change deny shows that these are not the
 * policies that were in force. Whether the change breaks it is not decided. Nor is it for a call
 * that was not judged, such as one of an AWS service, and that AWS allowed.
 *
 * @param report the report of the replay
 */
record ReplayPart(ReplayReport report) implements Part {

  private static final String BREAKS = "replay-breaks";
  private static final String MAY_BREAK = "replay-may-break";

  @Override
  public PartName name() {
    return PartName.REPLAY;
  }

  @Override
  public Outcome outcome() {
    if (report.events(Change.BREAKS) > 0) {
      return Outcome.FAILED;
    }
    if (isLost()) {
      return Outcome.LOST;
    }
    boolean indeterminate =
        report.events(Change.MAY_BREAK) > 0
            || report.events(Agreement.FALSE_DENIAL) > 0
            || report.unjudged() > 0;
    return indeterminate ? Outcome.INDETERMINATE : Outcome.PASSED;
  }

  @Override
  public boolean isLost() {
    return report.records().lost() > 0 || report.records().judged() == 0;
  }

  @Override
  public String summary() {
    List<String> parts = new ArrayList<>();
    parts.add(Counts.of(report.records().judged(), "event") + " judged");
    parts.add(report.events(Change.BREAKS) + " break");
    add(report.events(Change.MAY_BREAK), "may break", parts);
    add(report.unjudged(), "not judged and may break", parts);
    add(unaffected(), "not judged and not affected", parts);
    add(report.events(Change.NEWLY_ALLOWS), "newly allowed", parts);
    add(report.events(Agreement.FALSE_DENIAL), "denied before the change, too", parts);
    add(report.events(Agreement.INDETERMINATE), "indeterminate before the change", parts);
    add(report.records().lost(), "lost", parts);
    return String.join(", ", parts);
  }

  /** The events that were not judged and that the change cannot break. */
  private long unaffected() {
    return report.notJudged().values().stream().mapToLong(Long::longValue).sum()
        - report.unjudged();
  }

  private static void add(long number, String what, List<String> parts) {
    if (number > 0) {
      parts.add(number + " " + what);
    }
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    if (!report.lost().isEmpty()) {
      StringBuilder lost = new StringBuilder();
      ReplayOutcome.losses(report).forEach(one -> lost.append(one).append('\n'));
      details.add(new Detail("records that could not be read", lost.toString()));
    }
    boolean changes =
        !report.changes().isEmpty()
            || report.events(Agreement.FALSE_DENIAL) > 0
            || report.unjudged() > 0;
    if (changes) {
      details.add(
          new Detail("recorded calls", ReplayOutcome.text(report, Optional.empty(), false)));
    }
    return details;
  }

  @Override
  public void write(JsonWriter json) {
    ReplayOutcome.write(report, json);
  }

  @Override
  public List<SarifRule> rules() {
    return List.of(
        new SarifRule(BREAKS, "the change breaks a recorded call", Severity.ERROR),
        new SarifRule(MAY_BREAK, "the change may break a recorded call", Severity.WARNING));
  }

  @Override
  public List<SarifResult> results() {
    List<SarifResult> results = new ArrayList<>();
    add(Change.BREAKS, BREAKS, Severity.ERROR, results);
    add(Change.MAY_BREAK, MAY_BREAK, Severity.WARNING, results);
    add(Change.DENIED_BEFORE, MAY_BREAK, Severity.WARNING, results);
    report
        .unjudgedCalls()
        .forEach(
            (reason, events) ->
                results.add(
                    new SarifResult(
                        MAY_BREAK,
                        Severity.WARNING,
                        Counts.of(events, "event") + " not judged: " + reason,
                        Optional.empty())));
    return results;
  }

  private void add(Change change, String rule, Severity severity, List<SarifResult> results) {
    ReplayReport.Asked asked = report.changes().get(change);
    if (asked != null) {
      for (Map.Entry<Question, QuestionCount> entry : asked.questions().entrySet()) {
        results.add(
            new SarifResult(
                rule, severity, message(entry.getKey(), entry.getValue()), Optional.empty()));
      }
    }
  }

  private static String message(Question question, QuestionCount count) {
    return Counts.of(count.events(), "event")
        + ": "
        + question.caller()
        + " "
        + question.operation()
        + " on "
        + String.join(", ", question.resources())
        + (question.service().isEmpty() ? "" : " through " + question.service())
        + "; first at "
        + count.example()
        + (count.reason().isEmpty() ? "" : "; " + count.reason());
  }
}
