package io.kmspolicy.cli;

import io.kmspolicy.cli.evaluate.EvaluateCommand;
import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.CommandOutput;
import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.cli.lint.LintCommand;
import io.kmspolicy.cli.lockout.LockoutCommand;
import io.kmspolicy.cli.prove.EquivalentCommand;
import io.kmspolicy.cli.prove.NoNewAccessCommand;
import io.kmspolicy.cli.prove.NoPublicCommand;
import io.kmspolicy.cli.prove.NotGrantedCommand;
import io.kmspolicy.cli.prove.ProveCommand;
import io.kmspolicy.cli.prove.WhoCouldEverCommand;
import io.kmspolicy.cli.query.ConsoleCheckCommand;
import io.kmspolicy.cli.query.ManagedCommand;
import io.kmspolicy.cli.query.WhatCanCommand;
import io.kmspolicy.cli.query.WhoCanCommand;
import io.kmspolicy.cli.replay.ReplayCommand;
import io.kmspolicy.cli.simulate.SimulateCommand;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code kms-policy}; {@code docs/cli.md} describes it. */
@Command(
    name = "kms-policy",
    description = "Evaluates, explains and checks policies for AWS KMS, offline.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      EvaluateCommand.class,
      ExplainCommand.class,
      LintCommand.class,
      LockoutCommand.class,
      ConsoleCheckCommand.class,
      ManagedCommand.class,
      ProveCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      WhatCanCommand.class,
      WhoCanCommand.class,
      CommandLine.HelpCommand.class
    })
public final class KmsPolicy implements Runnable {

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
    CommandOutput output = new CommandOutput(context.out());
    PrintWriter out = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), true);
    int status =
        new CommandLine(new KmsPolicy(), new Commands(context.withOutput(output)))
            .setExpandAtFiles(false)
            .setOut(out)
            .setErr(context.err())
            .setParameterExceptionHandler(KmsPolicy::refuse)
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> fail(failure, output, context.err()))
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

  private static int refuse(ParameterException wrong, String... unused) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println(SafeText.of(message(wrong)));
    line.getErr().println("see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitStatus.BAD_INPUT;
  }

  /** The message, with the command or option that was probably meant. */
  private static String message(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    List<String> unmatched =
        wrong instanceof UnmatchedArgumentException arguments
            ? arguments.getUnmatched()
            : List.of();
    if (unmatched.isEmpty()) {
      return String.valueOf(wrong.getMessage());
    }
    String given = unmatched.get(0);
    boolean option = given.startsWith("-");
    Set<String> known =
        option ? line.getCommandSpec().optionsMap().keySet() : line.getSubcommands().keySet();
    if (known.isEmpty()) {
      return String.valueOf(wrong.getMessage());
    }
    return (option ? "there is no option " : "there is no command ")
        + Quoting.quoteShort(given)
        + Suggestions.nearest(given, known)
            .map(nearest -> "; did you mean " + Quoting.quote(nearest) + "?")
            .orElse("");
  }

  private static int fail(Exception failure, CommandOutput output, PrintWriter err) {
    if (isReaderGone(failure)) {
      return ExitStatus.OK;
    }
    if (!output.lost().isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    if (failure instanceof BadInputException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      err.println(SafeText.of(String.valueOf(failure.getMessage())));
      return ExitStatus.BAD_INPUT;
    }
    err.println("internal error: " + SafeText.of(failure.toString()));
    return ExitStatus.INTERNAL_ERROR;
  }

  private static boolean isReaderGone(Throwable failure) {
    return failure instanceof CommandOutput.ReaderGone
        || failure.getCause() instanceof CommandOutput.ReaderGone;
  }

  /** Creates the commands that read and write. */
  private record Commands(CliContext context) implements IFactory {

    private static final Map<Class<?>, Function<CliContext, ?>> CONSTRUCTORS =
        Map.ofEntries(
            Map.entry(EvaluateCommand.class, EvaluateCommand::new),
            Map.entry(ExplainCommand.class, ExplainCommand::new),
            Map.entry(LintCommand.class, LintCommand::new),
            Map.entry(ReplayCommand.class, ReplayCommand::new),
            Map.entry(LockoutCommand.class, LockoutCommand::new),
            Map.entry(ConsoleCheckCommand.class, ConsoleCheckCommand::new),
            Map.entry(SimulateCommand.class, SimulateCommand::new),
            Map.entry(WhatCanCommand.class, WhatCanCommand::new),
            Map.entry(WhoCanCommand.class, WhoCanCommand::new),
            Map.entry(NoNewAccessCommand.class, NoNewAccessCommand::new),
            Map.entry(EquivalentCommand.class, EquivalentCommand::new),
            Map.entry(NotGrantedCommand.class, NotGrantedCommand::new),
            Map.entry(NoPublicCommand.class, NoPublicCommand::new),
            Map.entry(WhoCouldEverCommand.class, WhoCouldEverCommand::new));

    @Override
    public <K> K create(Class<K> type) throws Exception {
      Function<CliContext, ?> constructor = CONSTRUCTORS.get(type);
      return constructor == null
          ? CommandLine.defaultFactory().create(type)
          : type.cast(constructor.apply(context));
    }
  }
}
