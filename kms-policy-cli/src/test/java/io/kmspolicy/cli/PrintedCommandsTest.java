package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every command that the README and the documents print can be run as printed from the root of the
 * repository. Examples with their output are tested by {@code DocumentationTest}; this test runs
 * all other commands, compares the general forms of commands with their options, and looks for the
 * scripts and benchmarks that commands of developers name.
 */
final class PrintedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final String JAR = "java -jar kms-policy-cli/target/kms-policy.jar ";
  private static final String PROGRAM = "kms-policy ";
  private static final Pattern COMMAND =
      Pattern.compile("(?:\\$ )?((?:kms-policy|java|mvn|scripts/[a-z-]+)(?: .*)?)");
  private static final Pattern INLINE =
      Pattern.compile("`((?:kms-policy|java -|mvn|scripts/)[^`]* [^`]*)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  /**
   * A command, and where it is printed: in an example with its output, in a block, or in a text.
   */
  private record Printed(Path page, Place place, String text) {}

  private enum Place {
    EXAMPLE,
    BLOCK,
    TEXT
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(ROOT.resolve("README.md"));
    pages.add(ROOT.resolve("CONTRIBUTING.md"));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  private static List<Printed> commands() throws IOException {
    List<Printed> commands = new ArrayList<>();
    for (Path page : pages()) {
      String joined = Files.readString(page).replaceAll("\\\\\n *", " ");
      String fence = "";
      for (String line : joined.lines().toList()) {
        if (line.startsWith("```")) {
          fence = fence.isEmpty() ? line : "";
        } else if (!fence.isEmpty() || line.startsWith("    ")) {
          Matcher command = COMMAND.matcher(line.strip());
          if (command.matches()) {
            Place place = fence.equals("```console") ? Place.EXAMPLE : Place.BLOCK;
            commands.add(new Printed(page, place, command.group(1)));
          }
        } else {
          INLINE
              .matcher(line)
              .results()
              .forEach(found -> commands.add(new Printed(page, Place.TEXT, found.group(1))));
        }
      }
    }
    return commands;
  }

  @Test
  void command_asPrinted_runsFromTheRoot() throws IOException {
    int count = 0;
    for (Printed command : commands()) {
      // The general form has a word in capitals for the command.
      if (command.text().startsWith(JAR) && !command.text().startsWith(JAR + "COMMAND")) {
        CommandRun run =
            CommandRun.in(ROOT, "", command.text().substring(JAR.length()).split(" +"));
        assertThat(run.status())
            .as("%s: %s", command, run.err())
            .isNotIn(ExitStatus.BAD_INPUT, ExitStatus.INTERNAL_ERROR);
        count++;
      }
    }
    assertThat(count).isPositive();
  }

  @Test
  void example_ofEveryPage_isComparedWithItsOutput() throws IOException {
    String compared =
        Files.readString(
            Path.of("src", "test", "java", "io", "kmspolicy", "cli", "DocumentationTest.java"));
    for (Printed command : commands()) {
      if (command.place() == Place.EXAMPLE) {
        Path page = ROOT.relativize(command.page());
        assertThat(compared).contains("\"" + page.toString().replace('\\', '/') + ", ");
        assertThat(command.text()).as(page.toString()).startsWith(PROGRAM);
      }
    }
  }

  @Test
  void generalForm_ofEveryCommand_hasItsOptions() throws IOException {
    int count = 0;
    for (Printed command : commands()) {
      if (command.place() != Place.EXAMPLE && command.text().startsWith(PROGRAM)) {
        String[] words = command.text().substring(PROGRAM.length()).split(" +");
        List<String> name = new ArrayList<>();
        for (int i = 0; i < words.length && words[i].matches("[a-z][a-z-]+"); i++) {
          name.add(words[i]);
        }
        name.add("--help");
        CommandRun help = CommandRun.in(ROOT, "", name.toArray(String[]::new));
        assertThat(help.status()).as(command.toString()).isZero();
        OPTION
            .matcher(command.text())
            .results()
            .forEach(option -> assertThat(help.out()).as("%s", command).contains(option.group()));
        count++;
      }
    }
    assertThat(count).isGreaterThan(15);
  }

  @Test
  void scriptsAndBenchmarks_thatCommandsName_exist() throws IOException {
    String benchmarks =
        Files.readString(
            ROOT.resolve("kms-benchmarks/src/main/java/io/kmspolicy/benchmarks/Main.java"));
    for (Printed command : commands()) {
      String[] words = command.text().split(" +");
      if (words[0].startsWith("scripts/")) {
        assertThat(ROOT.resolve(words[0])).as(command.toString()).isExecutable();
      }
      int jar = command.text().indexOf("benchmarks.jar ");
      if (jar >= 0) {
        String first = command.text().substring(jar).split("[ |]+")[1];
        if (first.matches("[a-z]+")) {
          assertThat(benchmarks).as(command.toString()).contains("case \"" + first + "\"");
        }
      }
    }
  }
}
