package io.kmspolicy.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.KmsPolicy;
import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Promise: each file of a trail is read or named, whatever its name and its kind are. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class TrailFilesTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples").toAbsolutePath();
  private static final int SECONDS = 60;

  @TempDir Path directory;

  @BeforeAll
  static void needsAShell() {
    RequiredProgram.SHELL.path();
  }

  private static CommandRun replay(String... arguments) {
    List<String> all = new ArrayList<>(List.of("replay", "--policies", "policies"));
    all.addAll(List.of(arguments));
    return CommandRun.in(EXAMPLES, "", all.toArray(String[]::new));
  }

  /** Runs a script in the directory, with the path of the example as its first argument. */
  private Process shell(String script) throws IOException {
    return new ProcessBuilder(
            "/bin/sh", "-c", script, "sh", EXAMPLES.resolve("trail.jsonl").toString())
        .directory(directory.toFile())
        .start();
  }

  private void prepare(String script) throws IOException, InterruptedException {
    Process process = shell(script);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** One cannot seek in a pipe, such as bash makes for {@code <(...)}. */
  @Test
  void replay_pipe_isReadAsAStream() throws IOException, InterruptedException {
    prepare("mkfifo pipe");
    Process writer = shell("{ gzip -c \"$1\"; gzip -c \"$1\"; } >pipe");

    CommandRun run = replay(directory.resolve("pipe").toString());
    writer.waitFor(SECONDS, TimeUnit.SECONDS);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("10 judged", "0 lost");
    assertThat(run.status()).isEqualTo(0);
  }

  @Test
  void replay_historyOfAPipe_isRefused() throws IOException, InterruptedException {
    prepare("mkfifo pipe");

    CommandRun run = replay("--history", directory.resolve("pipe").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("--history reads the trail twice, so it cannot read ", "pipe, which is no");
  }

  @Test
  void replay_directoryWithOtherThanFiles_namesThemAndReadsTheRest()
      throws IOException, InterruptedException {
    prepare(
        "cp \"$1\" a.jsonl; ln -s a.jsonl b.jsonl; ln -s gone c.jsonl; mkfifo d.jsonl; mkdir e.json");

    CommandRun run = replay(directory.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("10 judged", "2 lost");
    assertThat(run.err())
        .contains(
            "c.jsonl: the file cannot be read: it is a link, and its target does not exist",
            "d.jsonl: the file cannot be read: it is no regular file");
  }

  /** In the locale C, the JVM cannot make a path of the name that it has read. */
  @Test
  void replay_lettersBeyondAsciiInLocaleC_areRead() throws IOException, InterruptedException {
    prepare(
        "mkdir trail; cp \"$1\" trail/a.jsonl; cp \"$1\" \"trail/$(printf '\\303\\251').jsonl\"");

    Printed printed = inLocaleC("replay", "--policies", "policies", directory + "/trail");

    assertThat(printed.text()).contains("10 judged", "0 lost");
    assertThat(printed.status()).isEqualTo(0);
  }

  @Test
  void replay_nameThatLocaleCDoesNotHave_isExplainedAndTheRestIsRead()
      throws IOException, InterruptedException {
    prepare("cp \"$1\" a.jsonl; cp \"$1\" \"$(printf '\\303\\251').jsonl\"");

    Printed printed =
        inLocaleC(
            "replay",
            "--policies",
            "policies",
            directory + "/a.jsonl",
            directory + "/$(printf '\\303\\251').jsonl");

    assertThat(printed.text())
        .contains("5 judged", "1 lost", "set the locale, as in LC_ALL=C.UTF-8");
    assertThat(printed.status()).isEqualTo(2);
  }

  private record Printed(int status, String text) {}

  private Printed inLocaleC(String... arguments) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path classes = directory.resolve("classes");
    Files.writeString(classes, "-cp \"" + System.getProperty("java.class.path") + "\"");
    String command = "\"" + java + "\" @\"" + classes + "\" " + KmsPolicy.class.getName();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh", "-c", "exec " + command + " \"" + String.join("\" \"", arguments) + "\"");
    builder.environment().put("LC_ALL", "C");
    Process process =
        builder
            .directory(EXAMPLES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Printed(process.exitValue(), Files.readString(output, UTF_8));
  }
}
