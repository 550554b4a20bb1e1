package io.kmspolicy.cli.install;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import java.io.IOException;
import java.io.Writer;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kms-policy generate-completion}: prints a script that completes commands and options. */
@Command(
    name = "generate-completion",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a script with which bash and zsh complete commands and options.",
      "To use it in this shell: source <(kms-policy generate-completion)"
    })
public final class GenerateCompletionCommand implements Callable<Integer> {

  private final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  /** A command with this output. */
  public GenerateCompletionCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine program = Objects.requireNonNull(spec, "set by picocli").root().commandLine();
    try (Writer out = context.writer()) {
      out.write(AutoComplete.bash(program.getCommandName(), program) + "\n");
    }
    return 0;
  }
}
