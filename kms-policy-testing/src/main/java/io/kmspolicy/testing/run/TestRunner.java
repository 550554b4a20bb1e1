package io.kmspolicy.testing.run;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import io.kmspolicy.testing.TestInputException;
import io.kmspolicy.testing.coverage.CoverageRecorder;
import io.kmspolicy.testing.coverage.CoverageReport;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Decides the scenarios of files on policies. */
public final class TestRunner {

  private final Function<String, Path> paths;
  private final Policies policies;
  private final PolicyEvaluator evaluator = PolicyEvaluator.forScenarios();
  private final CoverageRecorder coverage = new CoverageRecorder();
  private final List<ScenarioResult> results = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * A runner.
   *
   * @param paths the files of names
   */
  public TestRunner(Function<String, Path> paths, Policies policies) {
    this.paths = paths;
    this.policies = policies;
    coverage.add(policies);
  }

  /** Decides the scenarios of files; {@code minimum} is the coverage that is enough. */
  public TestResults run(List<String> files, Optional<BigDecimal> minimum) {
    files.forEach(this::decide);
    CoverageReport report = coverage.report();
    return new TestResults(results, problems, warnings, report, minimum.flatMap(report::shortfall));
  }

  private void decide(String file) {
    try {
      ScenarioFile read = ScenarioFile.read(paths.apply(file), file, policies);
      problems.addAll(read.problems());
      warnings.addAll(read.warnings());
      read.scenarios().forEach(scenario -> decide(file, scenario));
    } catch (TestInputException unreadable) {
      problems.add(unreadable.getMessage());
    }
  }

  private void decide(String file, ScenarioFile.Entry scenario) {
    Optional<ExpectedAnswer.Difference> difference = scenario.answer().difference(evaluator);
    if (difference.isEmpty()) {
      coverage.add(scenario.answer());
    }
    results.add(new ScenarioResult(file, scenario, difference));
  }
}
