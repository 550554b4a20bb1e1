package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.proof.WitnessText;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PossibleCaller;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy prove who-could-ever}: the classes of callers that could be allowed. */
@Command(
    name = "who-could-ever",
    header = "Lists everybody who could be allowed an action on a key, with an example each.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the list is complete", "2:the command line or a file is wrong"})
public final class WhoCouldEverCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "An action, such as kms:Decrypt.")
  private String action = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The ARN of the key.")
  private String key = "";

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "POLICIES",
      description = "The key policy of the key, or a policy directory.")
  private String policies = "";

  @Mixin private InputOptions input = new InputOptions();

  /** A command with this input and output. */
  public WhoCouldEverCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    KmsAction known =
        KmsCatalogue.bundled()
            .action(action)
            .orElseThrow(() -> new BadInputException("`" + action + "` is not an action of KMS"));
    PolicyProver prover = PolicyProver.create();
    List<PossibleCaller> callers;
    try {
      callers =
          prover.whoCouldEver(
              new QuestionPolicies(context, input, input.account(), key, false).read(policies),
              known.name());
    } catch (InvalidNameException | PolicyDirectoryException invalid) {
      throw BadInputException.of(invalid);
    }
    StringBuilder text = new StringBuilder();
    callers.forEach(caller -> add(caller, text));
    text.append(callers.isEmpty() ? "nobody\n" : "nobody else\n");
    text.append("catalogue of ").append(prover.catalogueDate()).append('\n');
    try (Writer out = context.writer()) {
      out.write(SafeText.of(text.toString()));
    }
    return ExitStatus.OK;
  }

  private static void add(PossibleCaller caller, StringBuilder text) {
    text.append(caller.name()).append('\n');
    caller.witness().ifPresent(witness -> WitnessText.addAllowed(witness, text));
    caller
        .reasons()
        .forEach(reason -> text.append("  perhaps: ").append(reason.text()).append('\n'));
  }
}
