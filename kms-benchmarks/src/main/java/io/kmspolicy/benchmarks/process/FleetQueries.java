package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The processor time and the largest resident memory of {@code who-can}, {@code what-can}, {@code
 * lint}, {@code report} and {@code check} on a directory of many roles and keys, as whole processes
 * of the launcher. The check is of a change of one key policy. Linux only.
 *
 * <pre>
 * java -jar benchmarks.jar queries [ROLES KEYS [DIRECTORY]]      in the directory of the project
 * </pre>
 *
 * <p>The directory is made if it is not there; without one it is temporary.
 */
public final class FleetQueries {

  private static final String NAME = "FleetQueries.";

  /** The size for which the bars are defined. */
  private static final int ROLES = 2_000;

  private static final int KEYS = 400;
  private static final int RUNS = 3;
  private static final Path LAUNCHER = Path.of("scripts", "kms-policy");

  private final Map<String, List<String>> commands = new LinkedHashMap<>();

  private FleetQueries(Path root, int roles, int keys) throws IOException {
    Path before = root.resolve("before");
    Path after = root.resolve("after");
    if (!Files.exists(before)) {
      FleetDirectory.write(before, roles, keys);
      FleetDirectory.write(after, roles, keys);
      FleetDirectory.change(after);
    }
    String directory = before.toString();
    commands.put(
        "who-can",
        List.of("who-can", "kms:Decrypt", FleetDirectory.key(0), "--policies", directory));
    commands.put("what-can", List.of("what-can", FleetDirectory.role(0), "--policies", directory));
    commands.put("lint", List.of("lint", directory));
    commands.put("report", List.of("report", directory, "-o", "-"));
    commands.put("check", List.of("check", "--before", directory, "--after", after.toString()));
  }

  /**
   * Measures and prints.
   *
   * @param args the number of roles and of keys (2,000 and 400 if not given), and the directory
   */
  public static void main(String[] args) throws IOException {
    int roles = args.length < 2 ? ROLES : Integer.parseInt(args[0]);
    int keys = args.length < 2 ? KEYS : Integer.parseInt(args[1]);
    Path root = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("fleet");
    System.out.printf(Locale.ROOT, "%,d roles, %,d keys in %s%n", roles, keys, root);
    FleetQueries queries = new FleetQueries(root, roles, keys);
    for (String command : queries.commands.keySet()) {
      for (int run = 0; run < RUNS; run++) {
        queries.cost(command);
      }
    }
  }

  /** Measures one round of what the bars read, and writes the results. */
  public static void run(Path results, int number) throws IOException {
    FleetQueries queries = new FleetQueries(results.resolve("fleet"), ROLES, KEYS);
    ForkedRound round = new ForkedRound();
    for (String command : List.of("report", "check")) {
      ProcessCost cost = queries.cost(command);
      round.add(NAME + command, List.of(1e9 * cost.cpuSeconds()));
    }
    round.write(results.resolve("queries-" + number + ".json"));
  }

  private ProcessCost cost(String command) throws IOException {
    List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
    words.addAll(commands.getOrDefault(command, List.of()));
    ProcessCost cost = ProcessCost.of(words);
    System.out.printf(Locale.ROOT, "%-9s %s%n", command, cost);
    return cost;
  }
}
