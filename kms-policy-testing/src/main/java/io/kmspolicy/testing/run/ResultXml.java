package io.kmspolicy.testing.run;

import io.kmspolicy.model.report.TestReport;
import io.kmspolicy.model.report.TestReport.Case;
import io.kmspolicy.model.report.TestReport.Fault;
import io.kmspolicy.model.report.TestReport.Kind;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Results in the XML format of JUnit reports: one test suite a file, one test case a scenario, and
 * one for the coverage if it is not enough.
 */
final class ResultXml {

  private ResultXml() {}

  static String of(TestResults results) {
    TestReport report = new TestReport();
    for (String file : results.files()) {
      report.add(file, results.of(file).stream().map(ResultXml::of).toList());
    }
    List<String> problems = results.problems();
    if (!problems.isEmpty()) {
      report.add(
          "unreadable",
          IntStream.range(0, problems.size())
              .mapToObj(i -> problem("problem " + (i + 1), problems.get(i)))
              .toList());
    }
    results
        .shortfall()
        .ifPresent(
            text ->
                report.add(
                    "policy coverage",
                    List.of(
                        new Case(
                            "minimum",
                            List.of(
                                new Fault(
                                    Kind.FAILURE, text.lines().findFirst().orElse(""), text))))));
    return report.end();
  }

  private static Case of(ScenarioResult result) {
    List<Fault> faults =
        result.passes()
            ? List.of()
            : result.difference().stream()
                .map(one -> new Fault(Kind.FAILURE, one.message(), one.text()))
                .toList();
    return new Case(result.scenario().id(), faults);
  }

  private static Case problem(String name, String problem) {
    return new Case(name, List.of(new Fault(Kind.ERROR, problem, problem)));
  }
}
