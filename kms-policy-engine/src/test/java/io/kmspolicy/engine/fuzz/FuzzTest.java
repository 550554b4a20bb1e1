package io.kmspolicy.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The targets of fuzzing in regression mode: every known input, and some mutations that are the
 * same in each run. {@code -Dkms.policy.fuzz=PT5M} mutates for five minutes with random seeds
 * instead, and {@code scripts/fuzz} lets Jazzer, which follows the coverage, look for inputs.
 */
class FuzzTest {

  private static final String DURATION = System.getProperty("kms.policy.fuzz", "");
  private static final Path FAILURES = Path.of("target", "fuzz");

  @ParameterizedTest
  @EnumSource
  @DisplayName("Every known input has the properties of its target")
  void check_knownInputs_hold(FuzzTarget target) throws IOException {
    List<byte[]> inputs = FuzzSeeds.of(target);
    assertThat(inputs).isNotEmpty();
    for (byte[] input : inputs) {
      check(target, input, "a known input");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Mutated inputs have the properties of their targets")
  void check_mutations_hold(FuzzTarget target) throws IOException {
    boolean timed = !DURATION.isEmpty();
    long seed = timed ? System.nanoTime() : 20_261_126L;
    long end = System.nanoTime() + (timed ? Duration.parse(DURATION).toNanos() : 0);
    Mutator mutator = new Mutator(new Random(seed), FuzzSeeds.of(target));
    long executions = 0;
    while (timed ? System.nanoTime() < end : executions < mutations(target)) {
      check(target, mutator.next(), "seed " + seed);
      executions++;
    }
    System.out.printf(
        Locale.ROOT, "fuzz target %s: %,d executions, seed %d%n", target, executions, seed);
  }

  /** Two decisions take longer than reading. */
  private static int mutations(FuzzTarget target) {
    return target == FuzzTarget.TABLES ? 500 : 3_000;
  }

  private static void check(FuzzTarget target, byte[] input, String origin) throws IOException {
    try {
      target.check(input);
    } catch (AssertionError | RuntimeException failure) {
      Files.createDirectories(FAILURES);
      String name = target + "-" + HexFormat.of().toHexDigits(Arrays.hashCode(input));
      Path file = FAILURES.resolve(name);
      Files.write(file, input);
      throw new AssertionError(
          "fuzz target %s fails for %s, which is in %s: %s"
              .formatted(target, origin, file, new String(input, StandardCharsets.UTF_8)),
          failure);
    }
  }
}
