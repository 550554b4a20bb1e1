package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.CliContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A program has the commands that its arguments can name. */
final class SubcommandsTest {

  private static CommandLine program(String... args) {
    CommandLine program = new CommandLine(CommandSpec.create());
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintWriter(Writer.nullWriter()),
            Path.of(""),
            false,
            0);
    Subcommands.add(program, context, args);
    return program;
  }

  @Test
  @DisplayName("Without a command's name, there are all commands under their own names, in order")
  void add_noName_addsAll() {
    assertThat(program("--help").getSubcommands().keySet())
        .containsExactlyElementsOf(Subcommands.names());
    program("nosuch")
        .getSubcommands()
        .forEach((name, line) -> assertThat(line.getCommandName()).isEqualTo(name));
  }

  @Test
  @DisplayName("A command that is named is the only one; help needs all, and the version none")
  void add_name_addsOne() {
    assertThat(program("lint", "evaluate").getSubcommands().keySet()).containsExactly("lint");
    assertThat(program("help", "lint").getSubcommands()).hasSameSizeAs(Subcommands.names());
    assertThat(program("--version").getSubcommands()).isEmpty();
  }
}
