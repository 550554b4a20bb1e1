package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.json.JsonWriter;
import java.util.List;

/**
 * The answer as SARIF 2.1.0: one result for each statement that grants the request, or one without
 * place if the claim is undecided; none if it is proven.
 */
final class ProofSarif {

  private final ProofReport report;

  ProofSarif(ProofReport report) {
    this.report = report;
  }

  String text() {
    return JsonWriter.text(JsonWriter.Layout.PRETTY, out -> out.object(() -> log(out))) + "\n";
  }

  private void log(JsonWriter out) {
    out.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    out.member("version", "2.1.0");
    out.member("runs").array(List.of(report), run -> out.object(() -> run(out)));
  }

  private void run(JsonWriter out) {
    out.member("tool").object(() -> out.member("driver").object(() -> driver(out)));
    if (report.proof() instanceof Proof.Refuted refuted) {
      List<DeterminingStatement> granting = ProofReport.granting(refuted.witness());
      out.member("results").array(granting, one -> out.object(() -> result(one, out)));
    } else if (report.proof() instanceof Proof.Undecided) {
      out.member("results").array(List.of(report), one -> out.object(() -> result("warning", out)));
    } else {
      out.member("results").array(List.<ProofReport>of(), one -> out.object(() -> {}));
    }
  }

  private void driver(JsonWriter out) {
    out.member("name", "kms-policy");
    out.member("version", Version.number());
    out.member("rules")
        .array(List.of(report), one -> out.object(() -> out.member("id", "prove-" + one.claim())));
  }

  private void result(String level, JsonWriter out) {
    out.member("ruleId", "prove-" + report.claim());
    out.member("level", level);
    out.member("message").object(() -> out.member("text", report.text()));
  }

  private void result(DeterminingStatement one, JsonWriter out) {
    result("error", out);
    out.member("locations")
        .array(
            List.of(one),
            place ->
                out.object(
                    () -> out.member("physicalLocation").object(() -> location(place, out))));
  }

  private static void location(DeterminingStatement one, JsonWriter out) {
    out.member("artifactLocation")
        .object(() -> out.member("uri", one.statement().location().source().replace('\\', '/')));
    int line = Math.max(1, one.statement().location().line());
    int column = Math.max(1, one.statement().location().column());
    out.member("region")
        .object(
            () -> {
              out.member("startLine", line);
              out.member("startColumn", column);
            });
  }
}
