package io.kmspolicy.replay.report;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import io.kmspolicy.replay.result.UsageReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The report of a replay as JSON. */
final class ReplayJson {

  private final JsonWriter out;

  private ReplayJson(JsonWriter out) {
    this.out = out;
  }

  static String of(
      ReplayReport report, Optional<UsageReport> usage, List<KeySuggestion> suggestions) {
    return JsonWriter.text(
        JsonWriter.Layout.PRETTY,
        writer -> writer.object(() -> new ReplayJson(writer).write(report, usage, suggestions)));
  }

  /** Writes the members of a report without usage and suggestions. */
  static void write(ReplayReport report, JsonWriter writer) {
    new ReplayJson(writer).write(report, Optional.empty(), List.of());
  }

  private void write(
      ReplayReport report, Optional<UsageReport> usage, List<KeySuggestion> suggestions) {
    out.member("catalogue", KmsCatalogue.bundled().date());
    out.member("records").object(() -> records(report));
    out.member("matrix")
        .array(report.matrix().entrySet(), entry -> cell(entry.getKey(), entry.getValue()));
    report.questions().forEach((agreement, asked) -> asked(agreement.text(), asked));
    if (report.compared()) {
      out.member("proposed")
          .object(() -> report.changes().forEach((change, asked) -> asked(change.text(), asked)));
    }
    usage.ifPresent(this::usage);
    if (!suggestions.isEmpty()) {
      SuggestionReport.write(out, suggestions);
    }
    out.member("lost")
        .array(
            report.lost(),
            lost ->
                out.object(
                    () -> {
                      out.member("file", lost.file());
                      out.member("line", lost.line());
                      out.member("reason", lost.reason());
                    }));
  }

  private void usage(UsageReport usage) {
    out.member("usage")
        .object(
            () -> {
              out.member("parts").array(usage.parts(), this::part);
              out.member("keysWithTooManyGrants").strings(usage.skippedKeys());
            });
  }

  private void part(UsageReport.Part part) {
    out.object(
        () -> {
          out.member("owner", part.part().owner());
          if (part.part().grantId().isEmpty()) {
            out.member("policy", part.part().policy());
            out.member("statement", part.part().statement());
          } else {
            out.member("grantId", part.part().grantId());
          }
          out.member("name", part.name());
          out.member("use", part.use().text());
          out.optionalMember("lastNeeded", part.lastNeeded().map(Instant::toString).orElse(""));
          out.member("unusedActions").strings(part.unusedActions());
          out.member("unusedPrincipals").strings(part.unusedPrincipals());
        });
  }

  private void records(ReplayReport report) {
    ReplayReport.Records records = report.records();
    out.member("otherServices", records.otherServices());
    out.member("kms", records.kms());
    out.member("notChosen", records.skipped());
    out.member("judged", records.judged());
    out.member("lost", records.lost());
    out.member("notJudged").object(() -> report.notJudged().forEach(out::member));
    out.member("unjudgedCalls").object(() -> report.unjudgedCalls().forEach(out::member));
  }

  private void cell(ReplayReport.Cell cell, long events) {
    out.object(
        () -> {
          out.member("aws", cell.aws());
          out.member("policies", cell.ours().text());
          out.member("agreement", cell.agreement().text());
          out.member("events", events);
        });
  }

  private void asked(String name, ReplayReport.Asked asked) {
    out.member(name)
        .object(
            () -> {
              out.member("events", asked.events());
              out.member("eventsOfFurtherQuestions", asked.others());
              out.member("questions")
                  .array(
                      asked.questions().entrySet(),
                      entry -> question(entry.getKey(), entry.getValue()));
            });
  }

  private void question(Question question, QuestionCount count) {
    out.object(
        () -> {
          out.member("caller", question.caller());
          out.member("operation", question.operation());
          out.member("resources").strings(question.resources());
          out.optionalMember("service", question.service());
          out.member("encryptionContextNames").strings(question.contextNames());
          out.member("aws", question.aws());
          out.member("policies", question.ours().text());
          out.member("events", count.events());
          out.member("first", count.first().toString());
          out.member("last", count.last().toString());
          out.member("example", count.example());
          out.optionalMember("reason", count.reason());
        });
  }
}
