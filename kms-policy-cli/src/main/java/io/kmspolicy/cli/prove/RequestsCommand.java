package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.RequestFilter;
import io.kmspolicy.model.problem.BadInputException;
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
    super(context, claim);
  }

  /** The requests. */
  abstract RequestFilter requests();

  @Override
  final Proof ask(PolicyProver prover, QuestionPolicies inputs) throws IOException {
    RequestFilter requests = requests();
    PolicyState state = inputs.read(policies);
    inputs.requirePathOf(requests.principalPattern());
    if (requests.isOutside() && state.scope() == PolicyState.Scope.IDENTITY_POLICY) {
      throw new BadInputException(
          "`" + policies + "` is an identity policy; who else may use a key is in its key policy");
    }
    return prover.notGranted(state, requests);
  }
}
