package io.kmspolicy.cli.scenarios;

import java.util.List;

/**
 * Writes results in the XML format of JUnit reports, which build servers read: one test suite a
 * file, one test case a scenario, and one for the coverage if it is not enough.
 */
final class ResultXml {

  private static final String COVERAGE = "policy coverage";

  private final StringBuilder xml = new StringBuilder();

  private ResultXml() {}

  static String of(TestResults results) {
    ResultXml writer = new ResultXml();
    writer.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    writer.line("<testsuites name=\"kms-policy\">");
    results.files().forEach(file -> writer.suite(file, results.of(file)));
    if (!results.problems().isEmpty()) {
      writer.problems(results.problems());
    }
    results.shortfall().ifPresent(writer::shortfall);
    writer.line("</testsuites>");
    return writer.xml.toString();
  }

  private void suite(String file, List<ScenarioResult> results) {
    long failed = results.stream().filter(result -> !result.passes()).count();
    open(file, results.size(), failed, 0);
    for (ScenarioResult result : results) {
      String start =
          "    <testcase classname=\""
              + escape(file)
              + "\" name=\""
              + escape(result.scenario().id());
      if (result.passes()) {
        line(start + "\"/>");
      } else {
        line(start + "\">");
        result
            .difference()
            .ifPresent(difference -> fault("failure", difference.message(), difference.text()));
        line("    </testcase>");
      }
    }
    line("  </testsuite>");
  }

  private void problems(List<String> problems) {
    open("unreadable", problems.size(), 0, problems.size());
    for (int i = 0; i < problems.size(); i++) {
      line("    <testcase classname=\"unreadable\" name=\"problem " + (i + 1) + "\">");
      fault("error", problems.get(i), problems.get(i));
      line("    </testcase>");
    }
    line("  </testsuite>");
  }

  private void shortfall(String text) {
    open(COVERAGE, 1, 1, 0);
    line("    <testcase classname=\"" + COVERAGE + "\" name=\"minimum\">");
    fault("failure", text.lines().findFirst().orElse(""), text);
    line("    </testcase>");
    line("  </testsuite>");
  }

  private void open(String name, int tests, long failures, int errors) {
    line(
        "  <testsuite name=\""
            + escape(name)
            + "\" tests=\""
            + tests
            + "\" failures=\""
            + failures
            + "\" errors=\""
            + errors
            + "\" skipped=\"0\">");
  }

  private void fault(String kind, String message, String text) {
    line("      <" + kind + " message=\"" + escape(message) + "\">" + escape(text));
    line("</" + kind + ">");
  }

  /** The text with references for what XML gives a meaning, and without what XML cannot have. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> escape(c, escaped));
    return escaped.toString();
  }

  private static void escape(int c, StringBuilder escaped) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\n', '\t' -> escaped.appendCodePoint(c);
      default -> {
        boolean legal = c >= ' ' && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
        escaped.appendCodePoint(legal ? c : '\uFFFD');
      }
    }
  }

  private void line(String line) {
    xml.append(line).append('\n');
  }
}
