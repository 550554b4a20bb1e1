package io.kmspolicy.cli;

import io.kmspolicy.cli.io.Version;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy help}: prints the help of the program or of a command. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Prints the help of the program, or of a command.")
final class HelpCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command; for a question of `prove`, the question after it.")
  private List<String> names = new ArrayList<>();

  @Override
  public void run() {
    CommandLine line = spec.root().commandLine();
    for (String name : names) {
      CommandLine command = line.getSubcommands().get(name);
      if (command == null) {
        throw new ParameterException(
            line, WrongArguments.noCommand(name, line.getSubcommands().keySet()));
      }
      line = command;
    }
    line.usage(spec.commandLine().getOut());
  }
}
