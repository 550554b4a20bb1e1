package io.kmspolicy.replay.report;

import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a replay as text. */
final class ReplayText {

  private static final int SHOWN_QUESTIONS = 20;

  private final StringBuilder text = new StringBuilder();

  private ReplayText() {}

  static String of(ReplayReport report) {
    ReplayText text = new ReplayText();
    text.records(report);
    text.matrix(report);
    text.questions("AWS allowed, the policies deny for certain", report, Agreement.FALSE_DENIAL);
    text.questions("AWS denied, the policies allow for certain", report, Agreement.FALSE_ALLOW);
    text.questions("both denied, by different layers", report, Agreement.OTHER_LAYER);
    text.questions("indeterminate", report, Agreement.INDETERMINATE);
    text.hint(report);
    if (report.compared()) {
      text.changes(report);
    }
    return text.text.toString();
  }

  private void records(ReplayReport report) {
    ReplayReport.Records records = report.records();
    line(
        "%s: %,d judged, %,d not chosen, %,d lost; %s of other services",
        number(records.kms(), "KMS event"),
        records.judged(),
        records.skipped(),
        records.lost(),
        number(records.otherServices(), "event"));
    report.notJudged().forEach((reason, events) -> line("%,10d not judged: %s", events, reason));
  }

  private void matrix(ReplayReport report) {
    line("");
    line("%10s  %-45s %s", "events", "AWS", "policies");
    report
        .matrix()
        .forEach((cell, events) -> line("%,10d  %-45s %s", events, cell.aws(), answer(cell)));
  }

  static String answer(ReplayReport.Cell cell) {
    return switch (cell.agreement()) {
      case SAME, NO_EVIDENCE -> cell.ours().text();
      case OTHER_LAYER -> "denied, by another layer";
      case INDETERMINATE -> "indeterminate";
      case FALSE_DENIAL -> "denied: FALSE DENIAL";
      case FALSE_ALLOW -> "allowed: FALSE ALLOW";
    };
  }

  private void questions(String title, ReplayReport report, Agreement agreement) {
    ReplayReport.Asked asked = report.questions().get(agreement);
    if (asked != null) {
      questions(title, asked);
    }
  }

  /** What a user can do about indeterminate decisions. */
  private void hint(ReplayReport report) {
    if (report.events(Agreement.INDETERMINATE) > 0) {
      line("");
      line("A layer that is unknown needs a file in the policy directory, or --assume-none LAYER;");
      line("a condition key needs --assume KEY=VALUE; calls through `AWS Internal` may need");
      line("--infer-services.");
    }
  }

  private void changes(ReplayReport report) {
    if (report.changes().isEmpty()) {
      line("");
      line(unchanged(report));
    }
    report.changes().forEach((change, asked) -> questions(title(change), asked));
    long unjudged = report.unjudged();
    if (unjudged > 0) {
      line("");
      line(
          "%s not judged: the proposed policies may break %s",
          number(unjudged, "event"), unjudged == 1 ? "it" : "them");
      report.unjudgedCalls().forEach((reason, events) -> line("%,10d  %s", events, reason));
    }
  }

  /** Says no more than what was judged shows. */
  private static String unchanged(ReplayReport report) {
    if (report.records().judged() == 0) {
      return "No event was judged: nothing is known about the proposed policies.";
    }
    boolean complete = report.notJudged().isEmpty() && report.records().lost() == 0;
    return "The proposed policies change nothing for "
        + (complete ? "these events" : "the events that were judged")
        + (report.events(Agreement.INDETERMINATE) > 0
            ? ", as far as their decisions are certain."
            : ".");
  }

  private static String title(Change change) {
    return switch (change) {
      case NONE -> "unchanged";
      case BREAKS -> "the proposed policies BREAK";
      case MAY_BREAK -> "the proposed policies may break";
      case NEWLY_ALLOWS -> "the proposed policies newly allow";
      case DENIED_BEFORE -> "AWS allowed, and neither the current nor the proposed policies allow";
    };
  }

  private void questions(String title, ReplayReport.Asked asked) {
    line("");
    line(
        "%s, %s: %s",
        number(asked.events(), "event"), number(asked.questions().size(), "question"), title);
    List<Map.Entry<Question, QuestionCount>> most =
        asked.questions().entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<Question, QuestionCount> e) -> e.getValue().events())
                    .reversed())
            .limit(SHOWN_QUESTIONS)
            .toList();
    most.forEach(entry -> question(entry.getKey(), entry.getValue()));
    int more = asked.questions().size() - most.size();
    if (more > 0) {
      line("  and %s; --json lists them", number(more, "more question"));
    }
    if (asked.others() > 0) {
      line("  and %s of further questions, which are not kept", number(asked.others(), "event"));
    }
  }

  private void question(Question question, QuestionCount count) {
    line(
        "%,10d  %s %s on %s%s",
        count.events(),
        question.caller(),
        question.operation(),
        String.join(", ", question.resources()),
        question.service().isEmpty() ? "" : " through " + question.service());
    if (!question.contextNames().isEmpty()) {
      line("%12sencryption context: %s", "", String.join(", ", question.contextNames()));
    }
    if (!count.reason().isEmpty()) {
      line("%12s%s", "", count.reason());
    }
    line("%12s%s to %s, first at %s", "", count.first(), count.last(), count.example());
  }

  private static String number(long number, String of) {
    return String.format(Locale.ROOT, "%,d %s%s", number, of, number == 1 ? "" : "s");
  }

  /** One line, whatever the trail and the policies put into it. */
  private void line(String format, Object... arguments) {
    text.append(Quoting.escape(String.format(Locale.ROOT, format, arguments))).append('\n');
  }
}
