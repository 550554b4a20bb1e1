package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.SarifTool;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.sarif.SarifLog;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.TestReport;
import io.kmspolicy.model.report.TestReport.Case;
import io.kmspolicy.model.report.TestReport.Fault;
import io.kmspolicy.model.report.TestReport.Kind;
import io.kmspolicy.model.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The report of a check.
 *
 * @param before the policies before the change, as the command line names them
 * @param after the policies after the change, as the command line names them
 * @param remarks what a reader has to know first, one line each
 * @param texts the documents after the change
 * @param parts the parts
 * @param rules what counts for the exit status
 */
record CheckReport(
    String before,
    String after,
    List<String> remarks,
    List<PolicyText> texts,
    List<Part> parts,
    FailOn.Rules rules) {

  /** Copies the lists. */
  CheckReport {
    remarks = List.copyOf(remarks);
    texts = List.copyOf(texts);
    parts = List.copyOf(parts);
  }

  int status() {
    return rules.status(parts);
  }

  /** The change as one line of text. */
  String change() {
    return before.equals(after) ? after : "from " + before + " to " + after;
  }

  String json() {
    return JsonWriter.text(JsonWriter.Layout.PRETTY, json -> json.object(() -> write(json))) + "\n";
  }

  private void write(JsonWriter json) {
    json.member("before", before);
    json.member("after", after);
    json.member("status", status());
    json.member("remarks").strings(remarks);
    json.member("parts").array(parts, part -> json.object(() -> write(part, json)));
  }

  private void write(Part part, JsonWriter json) {
    json.member("part", part.name().text());
    json.member("outcome", part.outcome().text());
    json.member("counts", rules.counts(part));
    json.member("summary", part.summary());
    part.write(json);
  }

  /** A report in the XML format of JUnit: one test suite, with a case for each part. */
  String xml() {
    TestReport xml = new TestReport();
    xml.add("check " + change(), parts.stream().map(this::testCase).toList());
    return xml.end();
  }

  private Case testCase(Part part) {
    if (!rules.counts(part)) {
      return new Case(part.name().text(), List.of());
    }
    String text =
        part.details().stream()
            .map(detail -> detail.title() + "\n" + detail.text())
            .collect(Collectors.joining("\n"));
    Kind kind = part.outcome() == Outcome.FAILED ? Kind.FAILURE : Kind.ERROR;
    String message = part.outcome().text() + ": " + part.summary();
    return new Case(part.name().text(), List.of(new Fault(kind, message, SafeText.of(text))));
  }

  /**
   * One log. Code scanning services refuse a result without a place, so one that is about no
   * statement has the beginning of the first document as its place.
   */
  String sarif(CliContext context) {
    List<SarifRule> used = new ArrayList<>();
    List<SarifResult> results = new ArrayList<>();
    for (Part part : parts) {
      used.addAll(part.rules());
      part.results().forEach(result -> results.add(placed(result)));
    }
    return SarifLog.text(SarifTool.of(context), texts, used, results, List.of());
  }

  private SarifResult placed(SarifResult result) {
    SourceLocation start =
        texts.isEmpty()
            ? SourceLocation.at(after, "", 1, 1)
            : SourceLocation.at(texts.get(0).source(), "", 1, 1);
    return result.location().isPresent()
        ? result
        : new SarifResult(
            result.rule(),
            result.severity(),
            result.message(),
            Optional.of(ResourcePlace.of(start)),
            result.statement(),
            result.accepted(),
            result.baseline());
  }
}
