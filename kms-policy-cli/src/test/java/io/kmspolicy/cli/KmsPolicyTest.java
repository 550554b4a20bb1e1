package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command prints its options and its version, as {@code docs/cli.md} documents. */
final class KmsPolicyTest {

  private static CommandRun run(String... args) {
    return CommandRun.in(Path.of(""), "", args);
  }

  @ParameterizedTest(name = "{0} --help, --version")
  @ValueSource(
      strings = {
        "evaluate",
        "explain",
        "lint",
        "who-can",
        "what-can",
        "console-check",
        "managed",
        "simulate"
      })
  void command_helpAndVersion_arePrinted(String command) {
    CommandRun help = run(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage: kms-policy " + command, "--help");
    assertThat(run(command, "--version").out()).contains(", catalogue of 20");
    assertThat(run("--help").out()).contains("  " + command + " ");
  }
}
