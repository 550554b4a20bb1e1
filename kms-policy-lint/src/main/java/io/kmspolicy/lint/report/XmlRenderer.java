package io.kmspolicy.lint.report;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.TestReport;
import io.kmspolicy.model.report.TestReport.Case;
import io.kmspolicy.model.report.TestReport.Fault;
import io.kmspolicy.model.report.TestReport.Kind;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders the findings in the XML format of JUnit reports: one test suite a file, with a case for
 * each finding that counts and each policy that was not checked, or one that passes.
 */
public final class XmlRenderer implements Renderer {

  private final Severity least;

  /**
   * A renderer.
   *
   * @param least the lowest severity that fails
   */
  public XmlRenderer(Severity least) {
    this.least = least;
  }

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    Map<String, List<Case>> suites = new LinkedHashMap<>();
    for (PolicyText text : report.texts()) {
      suites.computeIfAbsent(text.source(), unused -> new ArrayList<>());
    }
    for (Finding finding : report.compared().result().findings()) {
      if (finding.reaches(least)) {
        ResourcePlace place = report.placeOf(finding);
        add(
            finding.location().source(),
            place.text() + ": " + finding.rule().id(),
            new Fault(
                Kind.FAILURE,
                finding.message(),
                Quoting.escape(place.text()) + "\nfix: " + finding.fix()),
            suites);
      }
    }
    for (LintReport.Unchecked open : report.unchecked()) {
      add(
          open.place().location().source(),
          open.place().text() + ": not checked",
          new Fault(Kind.ERROR, open.name() + " is not checked", open.reason()),
          suites);
    }
    TestReport xml = new TestReport();
    suites.forEach(
        (file, cases) ->
            xml.add(file, cases.isEmpty() ? List.of(new Case("lint", List.of())) : cases));
    out.append(xml.end());
  }

  private static void add(String file, String name, Fault fault, Map<String, List<Case>> suites) {
    suites.computeIfAbsent(file, unused -> new ArrayList<>()).add(new Case(name, List.of(fault)));
  }
}
