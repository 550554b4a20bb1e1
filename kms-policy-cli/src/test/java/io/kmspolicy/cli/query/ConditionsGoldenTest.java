package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the conditions of {@code who-can} and {@code what-can} with golden files. Run with
 * {@code -Dkmspolicy.golden=write} to rewrite the files, and review the difference.
 */
final class ConditionsGoldenTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/query");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @ParameterizedTest(name = "{0}")
  @DisplayName("Conditions are short, exact, and the same as text and as data")
  @CsvSource({
    "who-can.txt, who-can kms:Decrypt KEY",
    "who-can.json, who-can kms:Decrypt KEY --json",
    "who-can.csv, who-can kms:Decrypt KEY --csv",
    "what-can.txt, what-can arn:aws:iam::111122223333:role/App",
    "what-can.json, what-can arn:aws:iam::111122223333:role/App --json"
  })
  void conditions_eachForm_areAsTheGoldenFile(String name, String command) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(command.replace("KEY", KEY).split(" ")));
    arguments.addAll(List.of("--policies", DIRECTORY.resolve("policies").toString()));
    CommandRun run = CommandRun.in(Path.of(""), "", arguments.toArray(new String[0]));
    assertThat(run.status()).isZero();
    String output = run.out().replace("\r\n", "\n"); // RFC 4180; Git may change the ends of lines
    Path file = DIRECTORY.resolve(name);
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(file, output);
    }
    assertThat(output).isEqualTo(Files.readString(file).replace("\r\n", "\n"));
  }
}
