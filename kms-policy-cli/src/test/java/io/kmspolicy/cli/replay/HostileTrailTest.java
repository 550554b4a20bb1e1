package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever calls KMS writes into the trail. Such texts stay on the line on which they are shown. */
final class HostileTrailTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  /** A text in JSON, and as commands print it. */
  private static final String HOSTILE = "x\\n::error::pwned\\u001b[2J\\u202e";

  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    String example = Files.readString(EXAMPLES.resolve("trail.jsonl"));
    trail("names.jsonl", example.replace("\"tenant\"", "\"" + HOSTILE + "\": \"b\", \"tenant\""));
    trail("codes.jsonl", example.replace("\"AccessDenied\"", "\"" + HOSTILE + "\""));
    trail("operations.jsonl", example.replace("\"eventName\": \"", "\"eventName\": \"" + HOSTILE));
  }

  private void trail(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  private CommandRun run(String command, String trail) {
    String file = directory.resolve(trail).toAbsolutePath().toString();
    return CommandRun.in(EXAMPLES, "", command.replace("TRAIL", file).split(" "));
  }

  private static void assertEscaped(CommandRun run) {
    String all = run.out() + run.err();
    assertThat(all).contains(HOSTILE).doesNotContain("\u001b", "\u202e");
    assertThat(all.lines().map(String::strip)).noneMatch(line -> line.startsWith("::error"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names.jsonl", "codes.jsonl", "operations.jsonl"})
  @DisplayName("replay prints them as escapes, on standard output and on standard error")
  void replay_hostileText_isEscaped(String trail) {
    assertEscaped(run("replay --policies policies --proposed proposed TRAIL", trail));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names.jsonl", "codes.jsonl", "operations.jsonl"})
  @DisplayName("check prints them as escapes")
  void check_hostileText_isEscaped(String trail) {
    assertEscaped(run("check --before policies --after proposed --trail TRAIL", trail));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names.jsonl", "codes.jsonl", "operations.jsonl"})
  @DisplayName("check prints them as escapes in Markdown")
  void check_hostileTextInMarkdown_isEscaped(String trail) {
    assertEscaped(
        run("check --before policies --after proposed --format markdown --trail TRAIL", trail));
  }

  @Test
  @DisplayName("explain prints the code of an error and an unknown operation as escapes")
  void explain_hostileText_isEscaped() throws IOException {
    String codes = Files.readString(directory.resolve("codes.jsonl"));
    long line = 1 + codes.lines().takeWhile(record -> !record.contains("pwned")).count();

    assertEscaped(run("explain --policies policies --event TRAIL:" + line, "codes.jsonl"));
    assertEscaped(run("explain --policies policies --event TRAIL:1", "operations.jsonl"));
  }

  @Test
  @DisplayName("The name of a file that cannot be read is printed as escapes")
  void replay_hostileFileName_isEscaped() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    Files.writeString(folder.resolve("x\n::error::pwned\u001b[2J\u202e.jsonl"), "no JSON\n");

    assertEscaped(run("replay --policies policies TRAIL", "folder"));
  }

  @Test
  @DisplayName("The report of a trail has as many lines as that of the same trail without them")
  void replay_hostileNames_addNoLine() throws IOException {
    trail("harmless.jsonl", Files.readString(directory.resolve("names.jsonl")).replace("\\n", ""));

    Stream<String> hostile =
        run("replay --policies policies --proposed proposed TRAIL", "names.jsonl").out().lines();

    assertThat(hostile)
        .hasSameSizeAs(
            run("replay --policies policies --proposed proposed TRAIL", "harmless.jsonl")
                .out()
                .lines()
                .toList());
  }
}
