package io.kmspolicy.cli.replay;

import io.kmspolicy.analysis.html.HtmlPage;
import io.kmspolicy.analysis.html.HtmlTable;
import io.kmspolicy.analysis.html.HtmlTable.Column;
import io.kmspolicy.analysis.html.HtmlTable.Row;
import io.kmspolicy.analysis.html.HtmlTable.Tone;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.report.ReplayOutcome;
import io.kmspolicy.replay.report.SuggestionReport;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.result.UsageReport.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report of a replay as a page. */
final class ReplayPage {

  private static final List<Column> QUESTIONS =
      List.of(
          Column.text("Result"),
          Column.number("Events"),
          Column.text("Caller"),
          Column.text("Operation"),
          Column.text("Resources"),
          Column.text("Reason"),
          Column.text("Through"),
          Column.text("Context names"),
          Column.text("AWS"),
          Column.text("Seen"));

  /** The reason comes before what is less often read, so that narrow windows show it. */
  private static final int REASON = 5;

  private ReplayPage() {}

  static String of(
      ReplayReport report, Optional<UsageReport> usage, List<KeySuggestion> suggestions) {
    List<HtmlTable> tables = new ArrayList<>();
    tables.add(matrix(report));
    if (report.compared()) {
      tables.add(changes(report));
    }
    tables.add(differences(report));
    usage.ifPresent(of -> tables.add(unused(of)));
    tables.add(suggested(suggestions));
    tables.add(lost(report));
    return HtmlPage.of("Replay of CloudTrail", facts(report), tables);
  }

  private static Map<String, String> facts(ReplayReport report) {
    ReplayReport.Records records = report.records();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("KMS events", number(records.kms()));
    facts.put("judged", number(records.judged()));
    facts.put("not chosen", number(records.skipped()));
    facts.put("lost", number(records.lost()));
    facts.put("events of other services", number(records.otherServices()));
    report
        .notJudged()
        .forEach((reason, events) -> facts.put("not judged: " + reason, number(events)));
    if (report.compared()) {
      for (Change change : List.of(Change.BREAKS, Change.MAY_BREAK, Change.NEWLY_ALLOWS)) {
        facts.put("the proposed policies: " + words(change), number(report.events(change)));
      }
      if (report.unjudged() > 0) {
        facts.put("the proposed policies: may break, not judged", number(report.unjudged()));
      }
      if (report.events(Change.DENIED_BEFORE) > 0) {
        facts.put(
            "allowed by AWS, and by neither set of policies",
            number(report.events(Change.DENIED_BEFORE)));
      }
    }
    return facts;
  }

  private static HtmlTable matrix(ReplayReport report) {
    List<Row> rows = new ArrayList<>();
    report
        .matrix()
        .forEach(
            (cell, events) ->
                rows.add(
                    new Row(
                        List.of(cell.aws(), ReplayOutcome.answer(cell), number(events)),
                        tone(cell.agreement()),
                        "")));
    return new HtmlTable(
        "matrix",
        "AWS's answers and those of the policies",
        List.of(Column.text("AWS"), Column.text("Policies"), Column.number("Events")),
        rows);
  }

  private static HtmlTable changes(ReplayReport report) {
    List<Row> rows = new ArrayList<>();
    report
        .changes()
        .forEach(
            (change, asked) ->
                asked
                    .questions()
                    .forEach(
                        (question, count) ->
                            rows.add(row(words(change), tone(change), question, count))));
    return new HtmlTable(
        "changes", "What the proposed policies change", QUESTIONS, rows, 0, REASON);
  }

  private static HtmlTable differences(ReplayReport report) {
    List<Row> rows = new ArrayList<>();
    for (Agreement agreement :
        List.of(
            Agreement.FALSE_DENIAL,
            Agreement.FALSE_ALLOW,
            Agreement.OTHER_LAYER,
            Agreement.INDETERMINATE)) {
      ReplayReport.Asked asked = report.questions().get(agreement);
      if (asked != null) {
        asked
            .questions()
            .forEach(
                (question, count) ->
                    rows.add(row(words(agreement), tone(agreement), question, count)));
      }
    }
    return new HtmlTable(
        "differences",
        "Where AWS and the policies do not agree for certain",
        QUESTIONS,
        rows,
        0,
        REASON);
  }

  private static Row row(String result, Tone tone, Question question, QuestionCount count) {
    return new Row(
        List.of(
            result,
            number(count.events()),
            question.caller(),
            question.operation(),
            String.join(", ", question.resources()),
            count.reason(),
            question.service(),
            String.join(", ", question.contextNames()),
            question.aws(),
            count.first() + " to " + count.last() + ", first at " + count.example()),
        tone,
        count.explanation());
  }

  private static HtmlTable unused(UsageReport usage) {
    List<Row> rows = new ArrayList<>();
    for (UsageReport.Part part : usage.parts()) {
      rows.add(
          Row.of(
              words(part.use()),
              part.name(),
              part.lastNeeded().map(Object::toString).orElse(""),
              String.join(", ", part.unusedActions()),
              String.join(", ", part.unusedPrincipals())));
    }
    return new HtmlTable(
        "usage",
        "Use of statements and grants",
        List.of(
            Column.text("Use"),
            Column.text("Statement or grant"),
            Column.text("Last needed"),
            Column.text("Actions without a call"),
            Column.text("Principals without a call")),
        rows,
        0);
  }

  private static HtmlTable suggested(List<KeySuggestion> suggestions) {
    List<Row> rows = new ArrayList<>();
    for (KeySuggestion suggestion : suggestions) {
      rows.add(
          new Row(
              List.of(
                  suggestion.after().isPresent() ? "can allow less" : "no suggestion",
                  suggestion.key().arn(),
                  suggestion
                      .after()
                      .map(after -> SuggestionReport.sizes(suggestion.before(), after))
                      .orElse(suggestion.reason())),
              Tone.PLAIN,
              suggestion.after().map(PolicyWriter.pretty()::write).orElse(""),
              "Suggested policy"));
    }
    return new HtmlTable(
        "suggestions",
        "Key policies that allow what the calls needed",
        List.of(Column.text("Suggestion"), Column.text("Key"), Column.text("Statements")),
        rows,
        0);
  }

  private static HtmlTable lost(ReplayReport report) {
    List<Row> rows = new ArrayList<>();
    report
        .lost()
        .forEach(lost -> rows.add(Row.of(lost.file(), number(lost.line()), lost.reason())));
    return new HtmlTable(
        "lost",
        "Records that could not be read",
        List.of(Column.text("File"), Column.number("Line"), Column.text("Reason")),
        rows);
  }

  private static Tone tone(Agreement agreement) {
    return switch (agreement) {
      case SAME, NO_EVIDENCE -> Tone.PLAIN;
      case INDETERMINATE, OTHER_LAYER -> Tone.OPEN;
      case FALSE_DENIAL, FALSE_ALLOW -> Tone.BAD;
    };
  }

  private static Tone tone(Change change) {
    return switch (change) {
      case NONE -> Tone.PLAIN;
      case MAY_BREAK, NEWLY_ALLOWS -> Tone.OPEN;
      case DENIED_BEFORE, BREAKS -> Tone.BAD;
    };
  }

  private static String words(Change change) {
    return switch (change) {
      case NONE -> "unchanged";
      case BREAKS -> "breaks";
      case MAY_BREAK -> "may break";
      case NEWLY_ALLOWS -> "newly allows";
      case DENIED_BEFORE -> "denied before, too";
    };
  }

  private static String words(Agreement agreement) {
    return switch (agreement) {
      case SAME -> "same";
      case FALSE_DENIAL -> "false denial";
      case FALSE_ALLOW -> "false allow";
      case OTHER_LAYER -> "denied by another layer";
      case INDETERMINATE -> "indeterminate";
      case NO_EVIDENCE -> "no evidence";
    };
  }

  private static String words(Use use) {
    return switch (use) {
      case NEVER_MATCHED -> "never matched";
      case NEVER_NEEDED -> "never needed";
      case NOT_KNOWN -> "not known";
      case POSSIBLY_NEEDED -> "possibly needed";
      case NEEDED -> "needed";
    };
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
