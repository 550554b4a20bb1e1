package io.kmspolicy.cli.evaluate;

import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.testing.batch.LineReader;
import io.kmspolicy.testing.batch.ResultWriter;
import io.kmspolicy.testing.batch.ScenarioId;
import io.kmspolicy.testing.batch.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Decides the scenarios of files, one per line, and writes the results in input order. */
final class Batch {

  /**
   * Upper bound of the UTF-8 length: at most three bytes per {@code char}, as a code point of four
   * bytes takes two.
   */
  private static final int MAX_BYTES = 3 * JsonLimits.SCENARIO_CHARACTERS + 1;

  private final PolicyEvaluator evaluator;
  private final boolean explain;
  private final ScenarioReader reader;
  private final ResultWriter results;
  private final Progress progress;

  /**
   * A batch with this evaluator and output.
   *
   * @param explain whether results carry explanations
   * @param warnings receives what is odd about a line that can be read
   */
  Batch(
      PolicyEvaluator evaluator,
      boolean explain,
      ResultWriter results,
      Progress progress,
      Consumer<Problem> warnings) {
    this.evaluator = evaluator;
    this.explain = explain;
    ScenarioReader warning = ScenarioReader.create().warnings(warnings);
    // Explanations print the location of each statement, so its document is read in its place.
    this.reader = explain ? warning : warning.sharingDocuments();
    this.results = results;
    this.progress = progress;
  }

  /** Decides the scenarios of one file and compares them with their labels. */
  Tally run(String file, InputStream in) throws IOException {
    Tally tally = new Tally(file);
    ScenarioReader named = reader.source(file);
    try (LineReader lines = new LineReader(in, MAX_BYTES, results::flush)) {
      while (lines.next()) {
        if (!lines.isBlank()) {
          decideLine(lines, named.line(lines.number()), tally);
          progress.step(file);
        }
      }
    }
    return tally;
  }

  private void decideLine(LineReader lines, ScenarioReader line, Tally tally) {
    byte[] bytes = lines.bytes();
    Scenario scenario;
    try {
      // The reader rejects a truncated line as too long.
      scenario = line.read(bytes);
    } catch (PolicySyntaxException rejection) {
      tally.addUnreadable();
      String message = BadInputException.message(rejection);
      results.error(ScenarioId.find(bytes), lines.number(), message);
      return;
    }
    tally.add(scenario, decide(scenario), lines.number());
  }

  private Decision decide(Scenario scenario) {
    if (explain) {
      Explanation explanation = evaluator.explain(scenario.request(), scenario.policies());
      results.explanation(scenario.id(), explanation);
      return explanation.decision();
    }
    Decision decision = evaluator.decide(scenario.request(), scenario.policies());
    results.decision(scenario.id(), decision);
    return decision;
  }
}
