package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.RequestFilter;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/** A question whether some requests are never allowed. */
abstract class RequestsCommand extends ProofCommand {

  @Parameters(
      index = "0",
      paramLabel = "POLICIES",
      description =
          "A key policy, a policy directory, or with --scope document an identity policy.")
  private String policies = "";

  RequestsCommand(CliContext context, String claim) {
    super(context, claim, false);
  }

  /** The requests. */
  abstract RequestFilter requests();

  @Override
  final Proof ask(PolicyProver prover, PolicyInputs inputs) throws IOException {
    RequestFilter requests = requests();
    return prover.notGranted(inputs.read(policies), requests);
  }
}
