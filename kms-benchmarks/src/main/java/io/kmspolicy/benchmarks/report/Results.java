package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The figures of a run.
 *
 * @param rounds the results of JMH and of whole calls, one file each
 * @param memory the memory figures, if they were measured
 * @param run the facts of the run
 */
record Results(List<Round> rounds, Optional<MemoryFigures> memory, RunFacts run) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads files, and all JSON files of directories. The content of a file determines its kind. */
  static Results read(List<Path> paths) throws IOException {
    List<Round> rounds = new ArrayList<>();
    Optional<MemoryFigures> memory = Optional.empty();
    RunFacts run = new RunFacts(Map.of());
    for (Path file : files(paths)) {
      JsonNode root = JSON.readTree(file.toFile());
      if (root.isArray()) {
        rounds.add(Round.of(root));
      } else if (root.has(MemoryFigures.MEMBER)) {
        memory = Optional.of(MemoryFigures.of(root));
      } else if (root.has(RunFacts.MEMBER)) {
        run = RunFacts.of(root);
      } else {
        throw new IOException("`" + file + "` holds no results of these benchmarks");
      }
    }
    return new Results(rounds, memory, run);
  }

  private static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> inside = Files.list(path)) {
          inside.filter(file -> file.toString().endsWith(".json")).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }

  /** The number of rounds of the benchmark that has the most. */
  int roundCount() {
    return keys().stream()
        .mapToInt(key -> nanos(key).map(Statistics::count).orElse(0))
        .max()
        .orElse(0);
  }

  /** The verdict on a bar. What is timed is not judged on a busy machine. */
  Verdict verdict(Bar.Judged bar) {
    return run.isBusy() && !bar.bar().exact() ? Verdict.UNDECIDED : bar.verdict();
  }

  /** The keys of all measurements of all rounds. */
  SortedSet<Key> keys() {
    SortedSet<Key> keys = new TreeSet<>();
    rounds.forEach(round -> keys.addAll(round.measurements().keySet()));
    return keys;
  }

  /** The times of one benchmark over the rounds. */
  Optional<Statistics> nanos(Key key) {
    return statistics(
        rounds.stream().flatMapToDouble(round -> round.nanos(key).stream()).boxed().toList());
  }

  /** The allocation of one benchmark over the rounds. */
  Optional<Statistics> bytes(Key key) {
    return statistics(
        rounds.stream().flatMapToDouble(round -> round.bytes(key).stream()).boxed().toList());
  }

  private static Optional<Statistics> statistics(List<Double> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
  }

  /** The bars that were measured, with their values. */
  List<Bar.Judged> judged() {
    List<Bar.Judged> judged = new ArrayList<>();
    Bars.all().forEach(bar -> bar.judge(rounds).ifPresent(judged::add));
    Round any = new Round(Map.of());
    memory.ifPresent(
        figures ->
            Bars.ofMemory(figures).forEach(bar -> bar.judge(List.of(any)).ifPresent(judged::add)));
    return judged;
  }

  /** The names of the bars that the whole suite measures, and this run did not. */
  List<String> notMeasured() {
    List<String> missing = new ArrayList<>();
    if (run.isPart()) {
      return missing;
    }
    Bars.all().stream()
        .filter(bar -> bar.judge(rounds).isEmpty())
        .forEach(bar -> missing.add(bar.name()));
    if (memory.isEmpty()) {
      missing.add("what is retained");
    }
    return missing;
  }
}
