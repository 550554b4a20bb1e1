package io.kmspolicy.engine.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The entry of Jazzer, which {@code scripts/fuzz} runs: it calls the target that the system
 * property {@code kms.policy.fuzz.target} names.
 */
public final class FuzzEntry {

  private static final FuzzTarget TARGET =
      FuzzTarget.valueOf(
          System.getProperty("kms.policy.fuzz.target", "tables").toUpperCase(Locale.ROOT));

  private FuzzEntry() {}

  /** Checks one input. The name and signature are those that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.check(input);
  }

  /**
   * Writes the known inputs of the target as files.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    int number = 0;
    for (byte[] input : FuzzSeeds.of(TARGET)) {
      Files.write(directory.resolve("seed-" + number++), input);
    }
  }
}
