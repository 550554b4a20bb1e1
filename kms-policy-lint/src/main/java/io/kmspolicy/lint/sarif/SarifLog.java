package io.kmspolicy.lint.sarif;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.Regions.Region;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of one run in SARIF 2.1.0, the format that code scanning services read. Columns are in
 * UTF-16 code units, and files in a repository are relative to its root.
 */
public final class SarifLog {

  private static final String RESOURCE = "resource";

  private final Tool tool;
  private final Regions regions;
  private final SourceUris uris;
  private final JsonWriter json;

  /**
   * What the tool says beside its results.
   *
   * @param place the policy that it is about
   */
  public record Note(String text, ResourcePlace place) {}

  /**
   * The run of the tool.
   *
   * @param version the version of the tool
   * @param directory the folder that the names of files are relative to
   */
  public record Tool(String version, Path directory) {}

  /** A logical location. */
  private record Name(String name, String whole, String kind) {}

  private SarifLog(Tool tool, List<PolicyText> texts, JsonWriter json) {
    this.tool = tool;
    this.regions = new Regions(texts);
    this.uris = new SourceUris(tool.directory().toAbsolutePath().normalize());
    this.json = json;
  }

  /**
   * The text of a log, with a line break at its end.
   *
   * @param unchecked the policies that were not checked
   * @param texts the documents of the results, which determine where their regions end
   */
  public static String text(
      Tool tool,
      List<PolicyText> texts,
      List<SarifRule> rules,
      List<SarifResult> results,
      List<Note> unchecked) {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json ->
                json.object(() -> new SarifLog(tool, texts, json).write(rules, results, unchecked)))
        + "\n";
  }

  private void write(List<SarifRule> rules, List<SarifResult> results, List<Note> unchecked) {
    json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.member("version", "2.1.0");
    json.member("runs")
        .array(List.of(results), run -> json.object(() -> run(rules, run, unchecked)));
  }

  private void run(List<SarifRule> rules, List<SarifResult> results, List<Note> unchecked) {
    json.member("tool").object(() -> json.member("driver").object(() -> driver(rules)));
    uris.root()
        .ifPresent(
            root ->
                json.member("originalUriBaseIds")
                    .object(
                        () -> json.member(SourceUris.BASE).object(() -> json.member("uri", root))));
    json.member("columnKind", "utf16CodeUnits");
    if (!unchecked.isEmpty()) {
      json.member("invocations")
          .array(List.of(unchecked), all -> json.object(() -> invocation(all)));
    }
    json.member("results").array(results, result -> json.object(() -> result(result)));
  }

  /** The policies that were not checked, as notifications of the tool. */
  private void invocation(List<Note> unchecked) {
    json.member("executionSuccessful", true);
    json.member("toolExecutionNotifications")
        .array(unchecked, policy -> json.object(() -> notification(policy)));
  }

  private void notification(Note policy) {
    json.member("level", "warning");
    text("message", policy.text());
    json.member("locations")
        .array(List.of(policy.place()), place -> json.object(() -> location(place, "")));
  }

  private void driver(List<SarifRule> rules) {
    json.member("name", "kms-policy");
    json.member("version", tool.version());
    json.member("rules").array(rules, rule -> json.object(() -> rule(rule)));
  }

  private void rule(SarifRule rule) {
    json.member("id", rule.id());
    text("shortDescription", rule.title());
    if (!rule.help().isEmpty()) {
      json.member("help")
          .object(
              () -> {
                json.member("text", rule.help());
                json.member(
                    "markdown", rule.help() + "\n\n[AWS documentation](" + rule.page() + ")");
              });
    }
    json.optionalMember("helpUri", rule.page());
    json.member("defaultConfiguration")
        .object(
            () -> {
              json.member("enabled", rule.enabled());
              json.member("level", level(rule.severity()));
            });
    json.member("properties")
        .object(
            () -> {
              json.member("tags").strings(List.of("security", "aws-kms"));
              json.member("security-severity", securitySeverity(rule.severity()));
            });
  }

  private void result(SarifResult result) {
    json.member("ruleId", result.rule());
    json.member("level", level(result.severity()));
    text("message", result.message());
    result
        .location()
        .ifPresent(
            at ->
                json.member("locations")
                    .array(
                        List.of(at),
                        place -> json.object(() -> location(place, result.statement()))));
    json.optionalMember("baselineState", result.baseline().text());
    if (!result.accepted().isEmpty()) {
      json.member("suppressions")
          .array(List.of(result.accepted()), reason -> json.object(() -> accept(reason)));
    }
  }

  private void accept(String reason) {
    json.member("kind", "external");
    json.member("justification", reason);
  }

  private void location(ResourcePlace place, String statement) {
    json.member("physicalLocation").object(() -> physicalLocation(place));
    List<Name> names = new ArrayList<>();
    if (!place.address().isEmpty()) {
      names.add(new Name(place.address(), place.address(), RESOURCE));
    }
    if (!statement.isEmpty()) {
      names.add(new Name(statement, place.location().pointer(), ""));
    }
    if (!names.isEmpty()) {
      json.member("logicalLocations").array(names, name -> json.object(() -> name(name)));
    }
  }

  private void name(Name name) {
    json.member("name", name.name());
    json.member("fullyQualifiedName", name.whole());
    json.optionalMember("kind", name.kind());
  }

  /** The block of the resource if it is certain, else the place that was read. */
  private void physicalLocation(ResourcePlace place) {
    SourceLocation location = place.block().orElse(place.location());
    json.member("artifactLocation")
        .object(
            () -> {
              json.member("uri", uris.of(location.source()));
              if (uris.isInRoot(location.source())) {
                json.member("uriBaseId", SourceUris.BASE);
              }
            });
    if (place.block().isPresent()) {
      json.member("region").object(() -> json.member("startLine", location.line()));
      return;
    }
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

  private void text(String member, String text) {
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
