package io.kmspolicy.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes on the command line are found before AWS is asked. */
class CollectCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--region=          | --region: `` is not a Region, as in us-west-2",
        "--region us-west-2,,eu-west-1 | --region: `` is not a Region, as in us-west-2",
        "--endpoint-url notaurl | --endpoint-url: `notaurl` is not an address",
        "--endpoint-url ftp://localhost | --endpoint-url: `ftp://localhost` is not an address",
        "--endpoint-url=    | --endpoint-url: `` is not an address, as in http://localhost:5000",
        "--rate 0           | --rate: `0.0` is not a number of requests a second up to 100",
        "--rate 1000        | --rate: `1000.0` is not a number of requests a second up to 100",
        "--assume-none identity | --assume-none: `identity` is read from AWS",
        "--assume-none grants | --assume-none: `grants` is read from AWS",
        "--principals App   | --principals: `App` is no user or role",
        "--principals group/x | --principals: `group/x` is no user or role"
      })
  @DisplayName("Each mistake is named with what would be right; no folder is made")
  void call_mistake_isNamed(String options, String message) {
    String[] args = ("collect --out out " + options.strip()).split(" +");
    CommandRun run = CommandRun.in(folder, "", args);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
