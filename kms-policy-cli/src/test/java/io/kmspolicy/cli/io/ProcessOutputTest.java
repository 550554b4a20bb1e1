package io.kmspolicy.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.KmsPolicy;
import io.kmspolicy.model.report.ExitStatus;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How standard output of a process fails tells whether its reader has gone. */
final class ProcessOutputTest {

  private static final Path FULL = Path.of("/dev/full");
  private static final int SECONDS = 120;

  @TempDir private Path folder;

  private Process start(Redirect output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(KmsPolicy.class.getName(), "managed", "AWSKeyManagementServicePowerUser"));
    return new ProcessBuilder(command)
        .redirectOutput(output)
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private String end(Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("A pipe whose reader has gone is no error, whatever the system calls it")
  void pipe_closed_isNoError() throws IOException, InterruptedException {
    Process process = start(Redirect.PIPE);
    process.getInputStream().close();
    assertThat(end(process)).isEmpty();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  @DisplayName("A full disk is an error, written to or appended to")
  void disk_full_isAnError() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(FULL), "skipped: there is no " + FULL);
    File full = FULL.toFile();
    for (Redirect output : List.of(Redirect.to(full), Redirect.appendTo(full))) {
      Process process = start(output);
      assertThat(end(process)).startsWith("standard output cannot be written: ");
      assertThat(process.exitValue()).isEqualTo(ExitStatus.BAD_INPUT);
    }
  }
}
