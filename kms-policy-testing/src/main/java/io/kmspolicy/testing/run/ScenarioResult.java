package io.kmspolicy.testing.run;

import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.ScenarioFile;
import java.util.Optional;

/**
 * The result of one scenario.
 *
 * @param file the name of its file
 * @param scenario the scenario
 * @param difference how the answer differs from the expected one; empty if it does not
 */
public record ScenarioResult(
    String file, ScenarioFile.Entry scenario, Optional<ExpectedAnswer.Difference> difference) {

  boolean passes() {
    return difference.isEmpty();
  }
}
