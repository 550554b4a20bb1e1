package io.kmspolicy.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.TestReport.Case;
import io.kmspolicy.model.report.TestReport.Fault;
import io.kmspolicy.model.report.TestReport.Kind;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TestReportTest {

  @Test
  @DisplayName("Names of files make no line, and do nothing to a terminal; a text keeps its lines")
  void add_hostileNames_areEscaped() {
    String hostile = "x\u001b[31m\nFORGED\u202e\u2028\u009b\"<&>";
    TestReport report = new TestReport();
    report.add(
        hostile,
        List.of(new Case(hostile, List.of(new Fault(Kind.FAILURE, hostile, "a\nb\u202e")))));

    String xml = report.end();

    assertThat(xml)
        .contains("name=\"x\\u001b[31m\\nFORGED\\u202e\\u2028\\u009b&quot;&lt;&amp;&gt;\"")
        .contains("\">a\nb\\u202e");
    assertThat(xml.lines()).noneMatch(line -> line.startsWith("FORGED"));
    assertThat(xml.codePoints().filter(c -> c != '\n')).noneMatch(Quoting::isUnsafe);
  }

  @Test
  @DisplayName("Characters that XML cannot have are replaced (XML 1.0, production 2)")
  void add_noncharacters_areReplaced() {
    TestReport report = new TestReport();
    report.add("a\uFFFEb\uFFFF", List.of());

    assertThat(report.end()).contains("name=\"a\uFFFDb\uFFFD\"");
  }
}
