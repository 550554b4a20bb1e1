package io.kmspolicy.lint.report;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.LintSettings.Suppression;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.report.ResourcePlace;
import java.io.IOException;

/** Renders the documents with their types, and the findings, as JSON. */
public final class JsonRenderer implements Renderer {

  public JsonRenderer() {}

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    out.append(
        JsonWriter.text(JsonWriter.Layout.PRETTY, json -> json.object(() -> write(report, json))));
    out.append('\n');
  }

  private static void write(LintReport report, JsonWriter json) {
    Comparison compared = report.compared();
    LintResult result = compared.result();
    json.member("policies").array(report.texts(), policy -> json.object(() -> write(policy, json)));
    json.member("findings")
        .array(
            result.findings(),
            finding -> json.object(() -> write(finding, report.placeOf(finding), json)));
    json.member("accepted")
        .array(
            result.accepted(),
            accepted ->
                json.object(
                    () -> {
                      write(accepted.finding(), report.placeOf(accepted.finding()), json);
                      json.member("reason", accepted.reason());
                    }));
    json.member("unused").array(result.unused(), unused -> json.object(() -> write(unused, json)));
    if (!report.unchecked().isEmpty()) {
      json.member("unchecked")
          .array(report.unchecked(), policy -> json.object(() -> write(policy, json)));
    }
    if (compared.isCompared()) {
      json.member("known")
          .array(
              compared.known(),
              finding -> json.object(() -> write(finding, report.placeOf(finding), json)));
      json.member("gone", compared.gone());
    }
  }

  private static void write(PolicyText policy, JsonWriter json) {
    json.member("file", policy.source());
    json.member("line", policy.firstLine());
    json.member("type", policy.type().id());
    json.member("typeInferred", !policy.inferredFrom().isEmpty());
  }

  private static void write(LintReport.Unchecked policy, JsonWriter json) {
    write(policy.place(), json);
    json.member("policy", policy.name());
    json.member("reason", policy.reason());
  }

  /** Writes the members of a place: what was read, and the resource and its block if known. */
  public static void write(ResourcePlace place, JsonWriter json) {
    json.member("file", place.location().source());
    json.member("line", place.location().line());
    json.member("column", place.location().column());
    json.member("pointer", place.location().pointer());
    place.write(json);
  }

  /** Writes the members of a finding. */
  public static void write(Finding finding, ResourcePlace place, JsonWriter json) {
    json.member("rule", finding.rule().id());
    json.member("severity", finding.severity().text());
    write(place, json);
    json.member("statement", finding.statement());
    json.member("message", finding.message());
    json.member("fix", finding.fix());
    json.member("page", finding.rule().page());
  }

  private static void write(Suppression unused, JsonWriter json) {
    json.member("rule", unused.rule().id());
    json.member("statement", unused.statement());
    json.member("file", unused.file());
    json.member("reason", unused.reason());
  }
}
