package io.kmspolicy.engine;

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
 * Labelled scenarios, one a line, and how an evaluator answers them.
 *
 * @param file the file that holds them
 */
record Corpus(Path file) {

  /**
   * The outcome of a comparison.
   *
   * @param count how many scenarios there are
   * @param wrong those with a certain answer that is not the label
   * @param imprecise those with an open answer where the label is certain
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

  /** Whether the scenarios leave anything unknown. */
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

  /** Whether an answer says less than the label, and nothing else. */
  private static boolean isSound(Decision answer, Decision label) {
    return answer == Decision.INDETERMINATE
        || (answer == Decision.DENIED && label.isCertainDenial());
  }

  @Override
  public String toString() {
    return name();
  }
}
