package io.kmspolicy.testing.run;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.testing.coverage.CoverageJson;

/** Writes results as one JSON object. */
final class ResultJson {

  private ResultJson() {}

  static String of(TestResults results) {
    return JsonWriter.text(
            JsonWriter.Layout.COMPACT,
            out ->
                out.object(
                    () -> {
                      out.member("scenarios", results.results().size());
                      out.member("failed", results.failed());
                      out.member("problems").strings(results.problems());
                      out.member("results")
                          .array(results.results(), one -> out.object(() -> write(one, out)));
                      out.member("coverage").raw(CoverageJson.of(results.coverage()).strip());
                    }))
        + "\n";
  }

  private static void write(ScenarioResult result, JsonWriter out) {
    out.member("file", result.file());
    out.member("line", result.scenario().line());
    out.member("id", result.scenario().id());
    out.member("passes", result.passes());
    result
        .difference()
        .ifPresent(
            difference -> {
              out.member("decision", difference.decision().text());
              out.member("message", difference.message());
              out.member("explanation").raw(difference.explanation().json());
            });
  }
}
