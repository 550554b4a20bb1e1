package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.report.ExitStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every command says what is wrong with its arguments in words of its own, and suggests what was
 * probably meant; with nothing to do, it prints its help.
 */
final class WrongArgumentsTest {

  /** What these commands do needs no arguments. */
  private static final Set<String> WITHOUT_ARGUMENTS = Set.of("help", "generate-completion");

  /** How the messages of the library that reads the command line begin. */
  private static final List<String> OF_THE_LIBRARY =
      List.of(
          "Missing required",
          "Expected parameter",
          "Invalid value for",
          "should be",
          "Unmatched argument",
          "Unknown option",
          "Unknown subcommand",
          "positional parameter",
          "mutually exclusive");

  @TempDir private Path folder;

  /** The program and all commands, with those that stand after another command. */
  static Stream<CommandSpec> commands() {
    CommandLine program = new CommandLine(CommandSpec.create().name("kms-policy"));
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintWriter(Writer.nullWriter()),
            Path.of(""),
            false,
            0);
    Subcommands.add(program, context);
    List<CommandSpec> all = new ArrayList<>();
    add(program, all);
    assertThat(all).hasSizeGreaterThan(Subcommands.names().size());
    return all.stream();
  }

  private static void add(CommandLine line, List<CommandSpec> all) {
    all.add(line.getCommandSpec());
    line.getSubcommands().values().forEach(sub -> add(sub, all));
  }

  private CommandRun run(CommandSpec command, String... more) {
    List<String> args = new ArrayList<>(Arrays.asList(command.qualifiedName().split(" ")));
    args.remove(0);
    args.addAll(List.of(more));
    CommandRun run = CommandRun.in(folder, "", args.toArray(String[]::new));
    assertThat(run.err()).as(String.join(" ", args)).doesNotContain(OF_THE_LIBRARY);
    return run;
  }

  private static String firstLine(CommandRun run) {
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    return run.err().lines().findFirst().orElse("");
  }

  /** The long options that the help shows. */
  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden() && option.longestName().startsWith("--"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("A command with nothing to do prints its help and what is missing, with status 2")
  void command_withoutArguments_printsItsHelp(CommandSpec command) {
    CommandRun run = run(command);
    if (WITHOUT_ARGUMENTS.contains(command.name())) {
      assertThat(run.status()).isZero();
      assertThat(run.out()).isNotEmpty();
      return;
    }
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    String help = run(command, "--help").out();
    assertThat(help).contains("Usage: " + command.qualifiedName());
    assertThat(run.err()).startsWith(help + "\n");
    assertThat(run.err().substring(help.length()).strip().lines()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("A misspelled option is named with the right one, whatever else is missing")
  void option_misspelled_isSuggested(CommandSpec command) {
    for (OptionSpec option : options(command)) {
      String name = option.longestName();
      String message = "there is no option `" + name + "x`; did you mean `" + name + "`?";
      assertThat(firstLine(run(command, name + "x"))).isEqualTo(message);
      assertThat(firstLine(run(command, name + "x=value"))).isEqualTo(message);
      assertThat(firstLine(run(command, name + "x", "value"))).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("A misspelled option is no value of the option before it")
  void option_misspelledAfterAnOption_isNoValue(CommandSpec command) {
    for (OptionSpec option : options(command)) {
      if (option.arity().max() > 0) {
        String name = option.longestName();
        assertThat(firstLine(run(command, name, name + "x")))
            .isEqualTo("there is no option `" + name + "x`; did you mean `" + name + "`?");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("An option without its value, with one too many, or given twice is named")
  void option_withWrongValues_isNamed(CommandSpec command) {
    for (OptionSpec option : options(command)) {
      String name = option.longestName();
      if (option.usageHelp() || option.versionHelp()) {
        continue;
      }
      if (option.arity().max() == 0) {
        assertThat(firstLine(run(command, name + "=maybe")))
            .isEqualTo(name + ": it takes no value, and `maybe` is given");
      } else {
        String label = option.paramLabel();
        String message =
            option.arity().min() > 1
                ? ": it takes " + option.arity().min() + " values, each " + label
                : ": its value, " + label + ", is missing";
        assertThat(firstLine(run(command, name))).isEqualTo(name + message);
      }
      if (option.type() == String.class) {
        assertThat(firstLine(run(command, name, "a", name, "b")))
            .isEqualTo("option `" + name + "` may be given only once");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lockout p.json | `--caller ARN` is missing",
        "who-can --json | `ACTION... KEY` is incomplete",
        "service-check --json | `--key KEY` and `--policies DIRECTORY` and `USE` are missing",
        "collect --rate fast | --rate: `fast` must be a number",
        "managed A B | `B` is one argument too many",
        "prove no-pubic p.json | there is no command `no-pubic`; did you mean `no-public`?",
        "help lnt | there is no command `lnt`; did you mean `lint`?",
        "help prove no-pubic | there is no command `no-pubic`; did you mean `no-public`?",
        "import --from f --out o --parameter p | --parameter: `p` must be NAME=VALUE",
        "explain --principal p --identity a --bondary b"
            + " | there is no option `--bondary`; did you mean `--boundary`?",
      })
  void arguments_wrong_areNamed(String line, String message) {
    CommandRun run = CommandRun.in(folder, "", line.split(" "));
    assertThat(firstLine(run)).isEqualTo(message);
    assertThat(run.err().lines()).hasSize(2).last().asString().startsWith("see kms-policy");
  }

  @Test
  void help_ofACommand_isThatOfItsOption() {
    assertThat(CommandRun.in(folder, "", "help", "prove", "no-public"))
        .isEqualTo(CommandRun.in(folder, "", "prove", "no-public", "--help"));
    assertThat(CommandRun.in(folder, "", "help")).isEqualTo(CommandRun.in(folder, "", "--help"));
  }
}
