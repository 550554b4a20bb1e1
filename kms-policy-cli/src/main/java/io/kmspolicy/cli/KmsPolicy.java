package io.kmspolicy.cli;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.CommandOutput;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code kms-policy}; {@code docs/cli.md} describes it. */
@Command(
    name = KmsPolicy.NAME,
    description = "Evaluates, explains and checks policies for AWS KMS, offline.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class KmsPolicy implements Runnable {

  static final String NAME = "kms-policy";

  /** How the labels of options and arguments begin whose values are names of files or folders. */
  private static final List<String> FILES =
      List.of("FILE", "DIR", "POLICIES", "KEYPOLICY", "TRAIL", "OUT");

  @Spec private CommandSpec spec = CommandSpec.create();

  private KmsPolicy() {}

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param args the name of the command, and its arguments
   */
  public static void main(String[] args) {
    System.exit(run(CliContext.ofProcess(), args));
  }

  /** Runs a command and returns its exit status. */
  public static int run(CliContext context, String... args) {
    try {
      return execute(context, args);
    } catch (Throwable failure) { // An Error too: any other status would be an answer.
      return internal(failure, context.err());
    }
  }

  private static int execute(CliContext context, String... args) {
    CommandOutput output = new CommandOutput(context.out());
    PrintWriter out = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), true);
    CommandLine program = new CommandLine(new KmsPolicy());
    Subcommands.add(program, context.withOutput(output), args);
    int status =
        program
            .setExpandAtFiles(false)
            .setOut(out)
            .setErr(context.err())
            .setParameterExceptionHandler(KmsPolicy::refuse)
            .setExecutionStrategy(KmsPolicy::execute)
            .setUnmatchedOptionsAllowedAsOptionParameters(false)
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> fail(failure, line, output, args))
            .execute(args);
    out.flush();
    if (output.lost().isEmpty()) {
      return status;
    }
    context.err().println("standard output cannot be written: " + SafeText.of(output.lost()));
    return ExitStatus.BAD_INPUT;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int execute(ParseResult parsed) {
    List<CommandLine> lines = parsed.asCommandLineList();
    if (lines.stream().anyMatch(CommandLine::isUsageHelpRequested)) {
      return new CommandLine.RunLast().execute(parsed);
    }
    for (CommandLine line : lines) {
      line.getParseResult().matchedArgs().forEach(argument -> requireNames(line, argument));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Refuses the empty name of a file, such as a shell variable without a value: it is neither a
   * missing option nor the working directory.
   */
  private static void requireNames(CommandLine line, ArgSpec argument) {
    boolean isFile = FILES.stream().anyMatch(argument.paramLabel()::startsWith);
    if (isFile && argument.stringValues().stream().anyMatch(String::isEmpty)) {
      throw new ParameterException(line, name(argument) + ": the name is empty");
    }
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static int refuse(ParameterException wrong, String... args) {
    CommandLine line = wrong.getCommandLine();
    String message = SafeText.of(WrongArguments.message(wrong, args));
    if (isBare(line, args)) {
      return help(line, message);
    }
    line.getErr().println(message);
    line.getErr().println("see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitStatus.BAD_INPUT;
  }

  /** Whether the arguments only name the command. */
  private static boolean isBare(CommandLine line, String... args) {
    String names = line.getCommandSpec().qualifiedName("\n");
    return names.lines().skip(1).toList().equals(List.of(args));
  }

  /**
   * Prints the help of a command that is called with nothing to do, and what it lacks. The status
   * is that of a wrong command line: a script whose arguments are empty has checked nothing.
   */
  private static int help(CommandLine line, String message) {
    line.usage(line.getErr(), CommandLine.Help.Ansi.OFF);
    line.getErr().println();
    line.getErr().println(message);
    return ExitStatus.BAD_INPUT;
  }

  private static int fail(
      Exception failure, CommandLine line, CommandOutput output, String... args) {
    if (isReaderGone(failure)) {
      return ExitStatus.OK;
    }
    if (!output.lost().isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    Optional<String> expected = expected(failure);
    if (expected.isEmpty()) {
      return internal(failure, line.getErr());
    }
    String message = SafeText.of(expected.get());
    if (failure instanceof BadInputException && isBare(line, args)) {
      return help(line, message);
    }
    line.getErr().println(message);
    return ExitStatus.BAD_INPUT;
  }

  /** Says in one line that the program itself has failed. */
  private static int internal(Throwable failure, PrintWriter err) {
    String advice =
        failure instanceof OutOfMemoryError ? "; give Java more memory, as in `java -Xmx4g`" : "";
    String text = SafeText.of(failure.toString()).lines().findFirst().orElse("");
    err.println("internal error: " + text + advice);
    return ExitStatus.INTERNAL_ERROR;
  }

  /** The message for a failure that is no bug. */
  private static Optional<String> expected(Exception failure) {
    if (failure instanceof IOException unusable) {
      return Optional.of(FileFailure.message(unusable));
    }
    if (failure instanceof UncheckedIOException
        && failure.getCause() instanceof IOException cause) {
      return Optional.of(FileFailure.message(cause));
    }
    if (failure instanceof InvalidPathException noName) {
      return Optional.of(FileFailure.message(noName));
    }
    return failure instanceof BadInputException
        ? Optional.of(String.valueOf(failure.getMessage()))
        : Optional.empty();
  }

  private static boolean isReaderGone(Throwable failure) {
    return failure instanceof CommandOutput.ReaderGone
        || failure.getCause() instanceof CommandOutput.ReaderGone;
  }
}
