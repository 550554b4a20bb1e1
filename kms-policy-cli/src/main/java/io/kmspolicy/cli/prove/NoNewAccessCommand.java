package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.proof.PolicyState;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms-policy prove no-new-access}: whether a change allows nothing new. */
@Command(
    name = "no-new-access",
    header = "Proves that a change of policies allows no request that was not allowed before.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:proven",
      "1:refuted by a request",
      "2:the command line or a file is wrong",
      "3:undecided",
      "70:internal error, such as a request that the reference does not confirm"
    })
public final class NoNewAccessCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private ProofOptions options = new ProofOptions();

  @Option(
      names = "--before",
      required = true,
      paramLabel = "POLICIES",
      description = "The policies before the change: a key policy or a policy directory.")
  private String before = "";

  @Option(
      names = "--after",
      required = true,
      paramLabel = "POLICIES",
      description = "The policies after the change.")
  private String after = "";

  /** A command with this input and output. */
  public NoNewAccessCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    return options.answer(
        context,
        "no-new-access",
        (prover, inputs) -> {
          List<PolicyState> states = inputs.read(before, after);
          return prover.noNewAccess(states.get(0), states.get(1));
        });
  }
}
