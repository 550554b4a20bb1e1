package io.kmspolicy.cli.lint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.io.PrettyJson;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** SARIF 2.1.0, for code scanning. */
final class SarifRenderer implements Renderer {

  @Override
  public void render(List<PolicyText> texts, LintResult result, Appendable out) throws IOException {
    out.append(PrettyJson.of(json -> write(result, json)));
  }

  private static void write(LintResult result, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    writeTool(json);
    json.writeStringField("columnKind", "utf16CodeUnits");
    json.writeArrayFieldStart("results");
    for (Finding finding : result.findings()) {
      write(json, finding, "");
    }
    for (LintResult.Accepted accepted : result.accepted()) {
      write(json, accepted.finding(), accepted.reason());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTool(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "kms-policy");
    json.writeArrayFieldStart("rules");
    for (LintRule rule : LintRule.values()) {
      json.writeStartObject();
      json.writeStringField("id", rule.id());
      writeText(json, "shortDescription", rule.title());
      json.writeStringField("helpUri", rule.page());
      json.writeObjectFieldStart("defaultConfiguration");
      json.writeStringField("level", level(rule.severity()));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding finding, String reason) throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.rule().id());
    json.writeStringField("level", level(finding.severity()));
    writeText(json, "message", finding.message() + ". Fix: " + finding.fix());
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    writeLocation(json, finding);
    json.writeEndObject();
    json.writeEndArray();
    if (!reason.isEmpty()) {
      json.writeArrayFieldStart("suppressions");
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField("justification", reason);
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeLocation(JsonGenerator json, Finding finding) throws IOException {
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(finding.location().source()));
    json.writeEndObject();
    json.writeObjectFieldStart("region");
    json.writeNumberField("startLine", Math.max(1, finding.location().line()));
    json.writeNumberField("startColumn", Math.max(1, finding.location().column()));
    json.writeEndObject();
    json.writeEndObject();
    if (!finding.statement().isEmpty()) {
      json.writeArrayFieldStart("logicalLocations");
      json.writeStartObject();
      json.writeStringField("name", finding.statement());
      json.writeStringField("fullyQualifiedName", finding.location().pointer());
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private static void writeText(JsonGenerator json, String name, String text) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static String level(Severity severity) {
    return severity == Severity.INFO ? "note" : severity.text();
  }

  /** A path as a URI reference, with what a URI cannot hold in percent signs. */
  private static String uri(String source) throws IOException {
    try {
      String path = source.replace('\\', '/');
      String relative = path.indexOf(':') >= 0 && !path.startsWith("/") ? "./" + path : path;
      return new URI(null, null, relative, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IOException("the name " + source + " is no path", e);
    }
  }
}
