package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.proof.RequestFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy prove not-granted}: whether some requests are never allowed. */
@Command(
    name = "not-granted",
    header = "Proves that no request of some actions and callers is allowed.",
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
public final class NotGrantedCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private ProofOptions options = new ProofOptions();

  @Parameters(
      index = "0",
      paramLabel = "POLICIES",
      description = "A key policy or a policy directory.")
  private String policies = "";

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      description = "An action or a pattern of actions; can be repeated.")
  private List<String> actions = new ArrayList<>();

  @Option(
      names = "--principal",
      paramLabel = "PATTERN",
      description = {
        "The callers: a pattern of aws:PrincipalArn with * and ?, or the name of a service. Without"
            + " it, all callers."
      })
  private String principal = "";

  /** A command with this input and output. */
  public NotGrantedCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    RequestFilter filter = RequestFilter.all().actions(actions).principal(principal);
    return options.answer(
        context,
        "not-granted",
        (prover, inputs) -> prover.notGranted(inputs.read(policies), filter));
  }
}
