package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.cli.lint.Regions.Region;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.RuleTexts;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders the findings as SARIF 2.1.0, the format that code scanning services read. Columns are in
 * UTF-16 code units, and files in a repository are relative to its root.
 */
final class SarifRenderer implements Renderer {

  private static final RuleTexts HELP = RuleTexts.bundled();
  private static final String IN_BASELINE = "in the baseline";

  private final CliContext context;

  SarifRenderer(CliContext context) {
    this.context = context;
  }

  /**
   * A finding, with the reason of the suppression that accepts it, or an empty reason.
   *
   * @param state the state in SARIF's words if there is a baseline; empty otherwise
   */
  private record Result(Finding finding, String reason, String state) {}

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    Path directory = context.resolve("").toAbsolutePath().normalize();
    Log log = new Log(new Regions(report.texts()), new SourceUris(directory));
    out.append(
        JsonWriter.text(
            JsonWriter.Layout.PRETTY, json -> json.object(() -> log.write(report, json))));
    out.append('\n');
  }

  /** One log. */
  private record Log(Regions regions, SourceUris uris) {

    void write(LintReport report, JsonWriter json) {
      Baseline.Comparison compared = report.compared();
      LintResult result = compared.result();
      String state = compared.isCompared() ? "new" : "";
      List<Result> results = new ArrayList<>();
      result.findings().forEach(finding -> results.add(new Result(finding, "", state)));
      result.accepted().forEach(one -> results.add(new Result(one.finding(), one.reason(), state)));
      compared
          .known()
          .forEach(finding -> results.add(new Result(finding, IN_BASELINE, "unchanged")));
      json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json.member("version", "2.1.0");
      json.member("runs")
          .array(List.of(results), run -> json.object(() -> run(run, report.unchecked(), json)));
    }

    private void run(List<Result> results, List<UnresolvedPolicy> unchecked, JsonWriter json) {
      json.member("tool").object(() -> json.member("driver").object(() -> driver(json)));
      uris.root()
          .ifPresent(
              root ->
                  json.member("originalUriBaseIds")
                      .object(
                          () ->
                              json.member(SourceUris.BASE).object(() -> json.member("uri", root))));
      json.member("columnKind", "utf16CodeUnits");
      if (!unchecked.isEmpty()) {
        json.member("invocations")
            .array(List.of(unchecked), all -> json.object(() -> invocation(all, json)));
      }
      json.member("results").array(results, result -> json.object(() -> result(result, json)));
    }

    /** The policies that were not checked, as notifications of the tool. */
    private void invocation(List<UnresolvedPolicy> unchecked, JsonWriter json) {
      json.member("executionSuccessful", true);
      json.member("toolExecutionNotifications")
          .array(unchecked, policy -> json.object(() -> notification(policy, json)));
    }

    private void notification(UnresolvedPolicy policy, JsonWriter json) {
      json.member("level", "warning");
      text("message", Quoting.quote(policy.name()) + " is not checked: " + policy.reason(), json);
      json.member("locations")
          .array(
              List.of(policy.location()),
              at ->
                  json.object(
                      () ->
                          json.member("physicalLocation")
                              .object(() -> physicalLocation(at, json))));
    }

    private void result(Result result, JsonWriter json) {
      Finding finding = result.finding();
      json.member("ruleId", finding.rule().id());
      json.member("level", level(finding.severity()));
      text("message", finding.message() + ". Fix: " + finding.fix(), json);
      if (!result.state().isEmpty()) {
        json.member("baselineState", result.state());
      }
      json.member("locations")
          .array(List.of(finding), located -> json.object(() -> location(located, json)));
      if (!result.reason().isEmpty()) {
        json.member("suppressions")
            .array(List.of(result.reason()), reason -> json.object(() -> accept(reason, json)));
      }
    }

    private static void accept(String reason, JsonWriter json) {
      json.member("kind", "external");
      json.member("justification", reason);
    }

    private void location(Finding finding, JsonWriter json) {
      json.member("physicalLocation").object(() -> physicalLocation(finding.location(), json));
      if (!finding.statement().isEmpty()) {
        json.member("logicalLocations")
            .array(
                List.of(finding.statement()),
                statement ->
                    json.object(
                        () -> {
                          json.member("name", statement);
                          json.member("fullyQualifiedName", finding.location().pointer());
                        }));
      }
    }

    private void physicalLocation(SourceLocation location, JsonWriter json) {
      String source = location.source();
      json.member("artifactLocation")
          .object(
              () -> {
                json.member("uri", uris.of(source));
                if (uris.isInRoot(source)) {
                  json.member("uriBaseId", SourceUris.BASE);
                }
              });
      Region region = regions.at(location);
      json.member("region")
          .object(
              () -> {
                json.member("startLine", region.startLine());
                json.member("startColumn", region.startColumn());
                json.member("endLine", region.endLine());
                json.member("endColumn", region.endColumn());
              });
    }
  }

  private static void driver(JsonWriter json) {
    json.member("name", "kms-policy");
    json.member("version", Version.number());
    json.member("rules")
        .array(List.of(LintRule.values()), rule -> json.object(() -> rule(rule, json)));
  }

  private static void rule(LintRule rule, JsonWriter json) {
    json.member("id", rule.id());
    text("shortDescription", rule.title(), json);
    String help = HELP.of(rule);
    json.member("help")
        .object(
            () -> {
              json.member("text", help);
              json.member("markdown", help + "\n\n[AWS documentation](" + rule.page() + ")");
            });
    json.member("helpUri", rule.page());
    json.member("defaultConfiguration")
        .object(
            () -> {
              json.member("enabled", !rule.isOffByDefault());
              json.member("level", level(rule.severity()));
            });
    json.member("properties")
        .object(
            () -> {
              json.member("tags").strings(List.of("security", "aws-kms"));
              json.member("security-severity", securitySeverity(rule.severity()));
            });
  }

  private static void text(String member, String text, JsonWriter json) {
    json.member(member).object(() -> json.member("text", text));
  }

  private static String level(Severity severity) {
    return severity == Severity.INFO ? "note" : severity.text();
  }

  /** A score from 0 to 10: code scanning services call 7 and more high, and 4 and more medium. */
  private static String securitySeverity(Severity severity) {
    return switch (severity) {
      case ERROR -> "8.0";
      case WARNING -> "5.0";
      case INFO -> "2.0";
    };
  }
}
