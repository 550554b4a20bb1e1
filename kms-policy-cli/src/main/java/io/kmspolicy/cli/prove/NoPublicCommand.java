package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.proof.RequestFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy prove no-public}: whether callers that are not trusted are never allowed. */
@Command(
    name = "no-public",
    header = "Proves that no caller outside of trusted accounts is allowed anything.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "The account of the key is trusted. AWS services are no callers of accounts.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:proven",
      "1:refuted by a request",
      "2:the command line or a file is wrong",
      "3:undecided",
      "70:internal error, such as a request that the reference does not confirm"
    })
public final class NoPublicCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private ProofOptions options = new ProofOptions();

  @Parameters(
      index = "0",
      paramLabel = "POLICIES",
      description = "A key policy or a policy directory.")
  private String policies = "";

  @Option(
      names = "--trusted-account",
      paramLabel = "ID",
      description = "An account that is trusted; can be repeated.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--trusted-org",
      paramLabel = "ID",
      description = "The organization whose callers are trusted, by aws:PrincipalOrgID.")
  private @Nullable String organization;

  /** A command with this input and output. */
  public NoPublicCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    RequestFilter filter =
        RequestFilter.all().outside(Set.copyOf(accounts), Optional.ofNullable(organization));
    return options.answer(
        context, "no-public", (prover, inputs) -> prover.notGranted(inputs.read(policies), filter));
  }
}
