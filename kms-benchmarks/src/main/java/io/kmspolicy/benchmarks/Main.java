package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.process.CallCosts;
import io.kmspolicy.benchmarks.process.FleetQueries;
import io.kmspolicy.benchmarks.process.MillionKeys;
import io.kmspolicy.benchmarks.process.PublishBenchmark;
import io.kmspolicy.benchmarks.process.ReplayMemory;
import io.kmspolicy.benchmarks.process.StartBenchmark;
import io.kmspolicy.benchmarks.replay.GeneratedTrail;
import io.kmspolicy.benchmarks.report.BenchmarkReport;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks.
 *
 * <pre>
 * java -jar benchmarks.jar short [DIRECTORY]      the whole suite in some hours
 * java -jar benchmarks.jar full [DIRECTORY]       the whole suite with longer iterations
 * java -jar benchmarks.jar part NAMES [DIRECTORY [ROUNDS]]
 *                                                 benchmarks of JMH whose names match, fifteen rounds
 * java -jar benchmarks.jar calls [DIRECTORY]      whole calls of the SDK, in alternating blocks
 * java -jar benchmarks.jar memory [FILE]          the memory that the engine retains
 * java -jar benchmarks.jar publish [DIRECTORY]    publications beside decisions
 * java -jar benchmarks.jar start [FILE]           whole processes of the command line
 * java -Xmx4g -jar benchmarks.jar million [KEYS]  what a heap with a million keys holds
 * java -jar benchmarks.jar queries [ROLES KEYS]   questions about a directory, as whole processes
 * java -jar benchmarks.jar trail MIB [DIRECTORY]  a generated trail on standard output, and its policies
 * java -jar benchmarks.jar replay MIB [distinct]  the memory and the rate of a replay through a pipe
 * java -jar benchmarks.jar report [-o PAGE] FILE-OR-DIRECTORY...
 *                                                 results of JMH and of memory as a page
 * java -jar benchmarks.jar [OPTION OF JMH...]     anything else, such as -l or -h
 * </pre>
 *
 * <p>The suites, and {@code part}, write their results, and a page {@code benchmarks.md}, into the
 * directory ({@code benchmark-results} if none is named) in place of those of an earlier run;
 * {@code report} writes {@code docs/benchmarks.md} by default.
 */
public final class Main {

  private static final int BUFFER = 1 << 16;
  private static final int MIB_BITS = 20;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Path RESULTS = Path.of("benchmark-results");
  private static final Path PAGE = Path.of("docs", "benchmarks.md");

  private Main() {}

  /**
   * Runs a command.
   *
   * @param args the command with its arguments, or options of JMH
   */
  public static void main(String[] args) throws IOException, RunnerException {
    List<String> rest = args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "short" -> run(Suite.SHORT, args, rest);
      case "full" -> run(Suite.FULL, args, rest);
      case "part" -> part(args, rest);
      case "calls" -> CallCosts.run(rest.isEmpty() ? RESULTS : Path.of(rest.get(0)));
      case "memory" -> MemoryReport.main(rest.toArray(String[]::new));
      case "publish" -> publish(rest.isEmpty() ? RESULTS : Path.of(rest.get(0)));
      case "start" -> StartBenchmark.main(rest.toArray(String[]::new));
      case "million" -> MillionKeys.main(rest.toArray(String[]::new));
      case "queries" -> FleetQueries.main(rest.toArray(String[]::new));
      case "trail" -> trail(rest);
      case "replay" -> ReplayMemory.run(rest);
      case "report" -> report(rest);
      default -> org.openjdk.jmh.Main.main(args);
    }
  }

  private static void publish(Path results) throws IOException {
    for (int round = 1; round <= Suite.FULL.rounds(); round++) {
      PublishBenchmark.run(results, round);
    }
  }

  private static void part(String[] args, List<String> rest) throws IOException, RunnerException {
    String names = rest.isEmpty() ? "" : rest.get(0);
    String rounds = rest.size() > 2 ? rest.get(2) : Integer.toString(Suite.ROUNDS_OF_A_PART);
    String wrong = wrong(names);
    if (wrong.isEmpty() && !NUMBER.matcher(rounds).matches()) {
      wrong = "`%s` is no number of rounds; a bar needs 5".formatted(rounds);
    }
    if (!wrong.isEmpty()) {
      System.err.println("part: " + wrong);
      System.exit(2);
    }
    run(Suite.part(names, Integer.parseInt(rounds)), args, rest.subList(1, rest.size()));
  }

  /** What is wrong with the names of a part; empty if benchmarks have them. */
  static String wrong(String names) {
    if (names.isEmpty()) {
      return "a regular expression is missing that matches names, such as `DecisionBenchmark.warm`";
    }
    try {
      Pattern.compile(names);
    } catch (PatternSyntaxException e) {
      return "`%s` is no regular expression: %s".formatted(names, e.getDescription());
    }
    return Suite.part(names, 1).hasBenchmarks()
        ? ""
        : "`%s` matches no name of a benchmark; `-l` lists them".formatted(names);
  }

  private static void run(Suite suite, String[] args, List<String> rest)
      throws IOException, RunnerException {
    Path results = rest.isEmpty() ? RESULTS : Path.of(rest.get(0));
    suite.run(
        "java -jar benchmarks.jar " + String.join(" ", args),
        results,
        results.resolve("benchmarks.md"));
  }

  /** Writes a trail of so many mebibytes to standard output, for a replay through a pipe. */
  private static void trail(List<String> rest) throws IOException {
    if (rest.size() > 1) {
      GeneratedTrail.writePolicies(Path.of(rest.get(1)));
    }
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
    long records = GeneratedTrail.write(out, Long.parseLong(rest.get(0)) << MIB_BITS);
    System.err.println(records + " records");
  }

  private static void report(List<String> rest) throws IOException {
    List<Path> sources = new ArrayList<>(rest.stream().map(Path::of).toList());
    Path page = PAGE;
    if (rest.size() > 1 && rest.get(0).equals("-o")) {
      page = sources.get(1);
      sources.subList(0, 2).clear();
    }
    if (sources.isEmpty()) {
      sources.add(RESULTS);
    }
    BenchmarkReport.write(sources, page).forEach(System.out::println);
    System.out.println("wrote " + page);
  }
}
