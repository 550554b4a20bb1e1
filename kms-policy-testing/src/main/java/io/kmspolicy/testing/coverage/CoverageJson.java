package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.json.JsonWriter;

/** Writes coverage as one JSON object; {@code docs/testing-policies.md} describes its members. */
public final class CoverageJson {

  private CoverageJson() {}

  /** The report as JSON, with a line break at the end. */
  public static String of(CoverageReport report) {
    return JsonWriter.text(JsonWriter.Layout.PRETTY, out -> out.object(() -> write(report, out)))
        + "\n";
  }

  private static void write(CoverageReport report, JsonWriter out) {
    out.member("needed", report.needed());
    out.member("parts", report.parts().size());
    out.member("percent").number(report.percent().toPlainString());
    out.member("answers", report.answers());
    out.member("covered").array(report.parts(), part -> out.object(() -> write(part, out)));
  }

  private static void write(CoveredPart covered, JsonWriter out) {
    PolicyPart part = covered.part();
    out.member("use", covered.use().words());
    out.member("kind", part.kind().word());
    out.member("source", part.source());
    if (part.location().isKnown()) {
      out.member("line", part.location().line());
      out.member("column", part.location().column());
    }
    out.member("owner", part.owner());
    out.member("text", part.text());
    out.optionalMember("neededBy", covered.neededBy());
  }
}
