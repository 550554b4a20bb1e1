package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Renders the findings as SARIF 2.1.0, the format that code scanning services read. */
final class SarifRenderer implements Renderer {

  /** A finding, with the reason of the suppression that accepts it, or an empty reason. */
  private record Result(Finding finding, String reason) {}

  @Override
  public void render(List<PolicyText> texts, LintResult result, Appendable out) throws IOException {
    out.append(
        JsonWriter.text(JsonWriter.Layout.PRETTY, json -> json.object(() -> log(result, json))));
    out.append('\n');
  }

  private static void log(LintResult result, JsonWriter json) {
    List<Result> results = new ArrayList<>();
    result.findings().forEach(finding -> results.add(new Result(finding, "")));
    result
        .accepted()
        .forEach(accepted -> results.add(new Result(accepted.finding(), accepted.reason())));
    json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.member("version", "2.1.0");
    json.member("runs").array(List.of(results), run -> json.object(() -> run(run, json)));
  }

  private static void run(List<Result> results, JsonWriter json) {
    json.member("tool").object(() -> json.member("driver").object(() -> driver(json)));
    json.member("columnKind", "utf16CodeUnits");
    json.member("results").array(results, result -> json.object(() -> result(result, json)));
  }

  private static void driver(JsonWriter json) {
    json.member("name", "kms-policy");
    json.member("rules")
        .array(List.of(LintRule.values()), rule -> json.object(() -> rule(rule, json)));
  }

  private static void rule(LintRule rule, JsonWriter json) {
    json.member("id", rule.id());
    text("shortDescription", rule.title(), json);
    json.member("helpUri", rule.page());
    json.member("defaultConfiguration").object(() -> json.member("level", level(rule.severity())));
  }

  private static void result(Result result, JsonWriter json) {
    Finding finding = result.finding();
    json.member("ruleId", finding.rule().id());
    json.member("level", level(finding.severity()));
    text("message", finding.message() + ". Fix: " + finding.fix(), json);
    json.member("locations")
        .array(List.of(finding), located -> json.object(() -> location(located, json)));
    if (!result.reason().isEmpty()) {
      json.member("suppressions")
          .array(
              List.of(result.reason()),
              reason ->
                  json.object(
                      () -> {
                        json.member("kind", "external");
                        json.member("justification", reason);
                      }));
    }
  }

  private static void location(Finding finding, JsonWriter json) {
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

  private static void physicalLocation(SourceLocation location, JsonWriter json) {
    json.member("artifactLocation").object(() -> json.member("uri", uri(location.source())));
    json.member("region")
        .object(
            () -> {
              json.member("startLine", Math.max(1, location.line()));
              json.member("startColumn", Math.max(1, location.column()));
            });
  }

  private static void text(String member, String text, JsonWriter json) {
    json.member(member).object(() -> json.member("text", text));
  }

  private static String level(Severity severity) {
    return severity == Severity.INFO ? "note" : severity.text();
  }

  /** A path as a URI reference; characters that a URI cannot contain are percent-encoded. */
  private static String uri(String source) {
    try {
      String path = source.replace('\\', '/');
      String relative = path.indexOf(':') >= 0 && !path.startsWith("/") ? "./" + path : path;
      return new URI(null, null, relative, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new BadInputException("the name " + source + " is not a path");
    }
  }
}
