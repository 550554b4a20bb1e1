package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every command of the jar that the README and the documents print runs as printed, from the root
 * of the repository.
 */
final class PrintedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final String JAR = "java -jar kms-policy-cli/target/kms-policy.jar ";

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  private static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    String joined = Files.readString(page).replaceAll("\\\\\n *", " ");
    for (String line : joined.lines().map(String::strip).toList()) {
      String command = line.startsWith("$ ") ? line.substring(2) : line;
      // The general form has a word in capitals for the command.
      if (command.startsWith(JAR) && !command.startsWith(JAR + "COMMAND")) {
        commands.add(command.substring(JAR.length()));
      }
    }
    return commands;
  }

  @Test
  void command_asPrinted_runsFromTheRoot() throws IOException {
    int count = 0;
    for (Path page : pages()) {
      for (String command : commands(page)) {
        CommandRun run = CommandRun.in(ROOT, "", command.split(" +"));
        assertThat(run.status())
            .as("%s: %s: %s", page, command, run.err())
            .isNotIn(ExitStatus.BAD_INPUT, ExitStatus.INTERNAL_ERROR);
        count++;
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(3);
  }
}
