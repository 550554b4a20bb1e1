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
 * lint} and {@code report} on a directory of many roles and keys, as whole processes of the
 * launcher. Linux only.
 *
 * <pre>
 * java -jar benchmarks.jar queries [ROLES KEYS [DIRECTORY]]      in the directory of the project
 * </pre>
 *
 * <p>The directory is made if it is not there; without one it is temporary.
 */
public final class FleetQueries {

  private static final int SIZE = 1_000;
  private static final int RUNS = 3;
  private static final Path LAUNCHER = Path.of("scripts", "kms-policy");

  private FleetQueries() {}

  /**
   * Measures and prints.
   *
   * @param args the number of roles and of keys (1,000 if not given), and the directory
   */
  public static void main(String[] args) throws IOException {
    int roles = args.length < 2 ? SIZE : Integer.parseInt(args[0]);
    int keys = args.length < 2 ? SIZE : Integer.parseInt(args[1]);
    Path root = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("fleet");
    if (!Files.exists(root.resolve("directory.properties"))) {
      FleetDirectory.write(root, roles, keys);
    }
    String directory = root.toString();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(
        "who-can",
        List.of("who-can", "kms:Decrypt", FleetDirectory.key(0), "--policies", directory));
    commands.put("what-can", List.of("what-can", FleetDirectory.role(0), "--policies", directory));
    commands.put("lint", List.of("lint", directory));
    commands.put("report", List.of("report", directory, "-o", "-"));
    System.out.printf(Locale.ROOT, "%,d roles, %,d keys in %s%n", roles, keys, root);
    for (Map.Entry<String, List<String>> command : commands.entrySet()) {
      for (int run = 0; run < RUNS; run++) {
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
        words.addAll(command.getValue());
        ProcessCost cost = ProcessCost.of(words);
        System.out.printf(Locale.ROOT, "%-9s %s%n", command.getKey(), cost);
      }
    }
  }
}
