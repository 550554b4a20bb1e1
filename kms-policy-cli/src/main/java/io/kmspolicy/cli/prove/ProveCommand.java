package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kms-policy prove}: questions about all requests. */
@Command(
    name = "prove",
    header = "Proves claims about all requests, or finds a request that refutes them.",
    synopsisSubcommandLabel = "QUESTION",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Policies are a key policy, an identity policy, or a policy directory. Of a key policy, all"
          + " other layers are unknown, and the same before and after a change. With --scope"
          + " document, every other layer permits the request."
    })
public final class ProveCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private ProveCommand() {}

  /** The command with its questions. */
  public static CommandLine withQuestions(CliContext context) {
    return new CommandLine(new ProveCommand())
        .addSubcommand(new NoNewAccessCommand(context))
        .addSubcommand(new EquivalentCommand(context))
        .addSubcommand(new NotGrantedCommand(context))
        .addSubcommand(new NoPublicCommand(context))
        .addSubcommand(new WhoCouldEverCommand(context));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a question is missing");
  }
}
