package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Labeled scenarios, one per line, and the comparison of an evaluator with their labels.
 *
 * @param file the file of the scenarios
 */
record Corpus(Path file) {

  /**
   * The result of a comparison.
   *
   * @param count the number of scenarios
   * @param wrong the scenarios with a certain decision that differs from the label
   * @param imprecise the scenarios with an indeterminate decision and a certain label
   */
  record Comparison(int count, List<String> wrong, List<String> imprecise) {}

  /** The sample that comes with the tests. */
  static List<Corpus> bundled() {
    try {
      return in(Path.of(Objects.requireNonNull(Corpus.class.getResource("/corpus")).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Corpus> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .map(Corpus::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return file.getFileName().toString().replace(".jsonl", "");
  }

  /** Whether some scenario has unknown inputs. */
  boolean isPartial() {
    return name().startsWith("partial") || name().startsWith("unknowns");
  }

  List<Scenario> scenarios() {
    ScenarioReader reader = ScenarioReader.create().source(name());
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(line -> scenarios.add(reader.line(scenarios.size() + 1).read(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scenarios;
  }

  Comparison compare(PolicyEvaluator evaluator) {
    List<Scenario> scenarios = scenarios();
    List<String> wrong = new ArrayList<>();
    List<String> imprecise = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      Decision label = scenario.expected().orElseThrow();
      Decision answer = evaluator.decide(scenario.request(), scenario.policies());
      if (answer != label) {
        String difference = scenario.id() + ": " + answer.text() + " for " + label.text();
        (isSound(answer, label) ? imprecise : wrong).add(difference);
      }
    }
    return new Comparison(scenarios.size(), wrong, imprecise);
  }

  /** The largest number of steps of a decision (rule 6.17), and the scenario that takes them. */
  Steps steps(PolicyEvaluator evaluator) {
    Steps most = new Steps("", 0);
    for (Scenario scenario : scenarios()) {
      StepCounter counter = new StepBudget(Integer.MAX_VALUE).start();
      CountedContext context = new CountedContext(scenario.request().context(), counter);
      evaluator.decide(scenario.request().in(context), scenario.policies());
      if (counter.spent() > most.count()) {
        most = new Steps(scenario.id(), counter.spent());
      }
    }
    return most;
  }

  /** The steps of a scenario. */
  record Steps(String id, long count) {}

  /** Whether a decision is less precise than the label and does not contradict it. */
  private static boolean isSound(Decision answer, Decision label) {
    return answer == Decision.INDETERMINATE
        || (answer == Decision.DENIED && label.isCertainDenial());
  }

  @Override
  public String toString() {
    return name();
  }
}
