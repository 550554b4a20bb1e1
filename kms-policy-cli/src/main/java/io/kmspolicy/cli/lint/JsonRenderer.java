package io.kmspolicy.cli.lint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.io.PrettyJson;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.LintSettings.Suppression;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import java.io.IOException;
import java.util.List;

/** For tools: the policies with their types, and the findings. */
final class JsonRenderer implements Renderer {

  @Override
  public void render(List<PolicyText> texts, LintResult result, Appendable out) throws IOException {
    out.append(PrettyJson.of(json -> write(texts, result, json)));
  }

  private static void write(List<PolicyText> texts, LintResult result, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("policies");
    for (PolicyText policy : texts) {
      write(json, policy);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    for (Finding finding : result.findings()) {
      write(json, finding, "");
    }
    json.writeEndArray();
    json.writeArrayFieldStart("accepted");
    for (LintResult.Accepted accepted : result.accepted()) {
      write(json, accepted.finding(), accepted.reason());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unused");
    for (Suppression unused : result.unused()) {
      json.writeStartObject();
      json.writeStringField("rule", unused.rule().id());
      json.writeStringField("statement", unused.statement());
      json.writeStringField("file", unused.file());
      json.writeStringField("reason", unused.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, PolicyText policy) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", policy.source());
    json.writeNumberField("line", policy.firstLine());
    json.writeStringField("type", policy.type().id());
    json.writeBooleanField("typeInferred", !policy.inferredFrom().isEmpty());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding finding, String reason) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", finding.rule().id());
    json.writeStringField("severity", finding.severity().text());
    json.writeStringField("file", finding.location().source());
    json.writeNumberField("line", finding.location().line());
    json.writeNumberField("column", finding.location().column());
    json.writeStringField("pointer", finding.location().pointer());
    json.writeStringField("statement", finding.statement());
    json.writeStringField("message", finding.message());
    json.writeStringField("fix", finding.fix());
    json.writeStringField("page", finding.rule().page());
    if (!reason.isEmpty()) {
      json.writeStringField("reason", reason);
    }
    json.writeEndObject();
  }
}
