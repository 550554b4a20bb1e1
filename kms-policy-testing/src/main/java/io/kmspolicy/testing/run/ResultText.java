package io.kmspolicy.testing.run;

import io.kmspolicy.testing.coverage.CoverageText;

/** Writes results as text: failures with their explanations, the counts, and the coverage. */
final class ResultText {

  private ResultText() {}

  static String of(TestResults results) {
    StringBuilder text = new StringBuilder();
    for (ScenarioResult result : results.results()) {
      result
          .difference()
          .ifPresent(
              difference ->
                  text.append("FAILED ")
                      .append(place(result))
                      .append(": ")
                      .append(difference.text())
                      .append('\n'));
    }
    int all = results.results().size();
    text.append(all).append(all == 1 ? " scenario: " : " scenarios: ");
    text.append(all - results.failed()).append(" as expected, ");
    text.append(results.failed()).append(" failed\n");
    text.append(CoverageText.of(results.coverage()));
    return text.toString();
  }

  private static String place(ScenarioResult result) {
    return result.file() + ":" + result.scenario().line() + " " + result.scenario().id();
  }
}
