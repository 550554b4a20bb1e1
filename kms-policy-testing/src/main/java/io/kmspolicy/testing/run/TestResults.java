package io.kmspolicy.testing.run;

import io.kmspolicy.testing.coverage.CoverageReport;
import java.util.List;
import java.util.Optional;

/**
 * The results of all scenarios.
 *
 * @param results the results in the order of the files
 * @param problems the lines and files that cannot be used
 * @param warnings the members of scenarios that were skipped
 * @param coverage the coverage of the policies by the scenarios that pass
 * @param shortfall why the coverage is not enough; empty if it is
 */
public record TestResults(
    List<ScenarioResult> results,
    List<String> problems,
    List<String> warnings,
    CoverageReport coverage,
    Optional<String> shortfall) {

  /** Copies the lists. */
  public TestResults {
    results = List.copyOf(results);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** The number of scenarios whose answer is not the expected one. */
  public long failed() {
    return results.stream().filter(result -> !result.passes()).count();
  }

  /** The files in order. */
  List<String> files() {
    return results.stream().map(ScenarioResult::file).distinct().toList();
  }

  List<ScenarioResult> of(String file) {
    return results.stream().filter(result -> result.file().equals(file)).toList();
  }

  /** The failures with their explanations, the counts, and the coverage. */
  public String text() {
    return ResultText.of(this);
  }

  /** One JSON object. */
  public String json() {
    return ResultJson.of(this);
  }

  /** The XML format of JUnit reports. */
  public String xml() {
    return ResultXml.of(this);
  }
}
