package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.testing.ChangedState;
import java.io.IOException;
import picocli.CommandLine.Option;

/** A question about two versions of policies. */
abstract class ChangeCommand extends ProofCommand {

  @Option(
      names = "--before",
      required = true,
      paramLabel = "POLICIES",
      description =
          "The policies before the change: a key policy, a policy directory, or with --scope"
              + " document an identity policy.")
  private String before = "";

  @Option(
      names = "--after",
      required = true,
      paramLabel = "POLICIES",
      description = "The policies after the change.")
  private String after = "";

  ChangeCommand(CliContext context, String claim) {
    super(context, claim);
  }

  /** Compares the policies before and after the change. */
  abstract Proof compare(PolicyProver prover, PolicyState before, PolicyState after);

  /** Whether the claim is about the change in both directions. */
  boolean isBothWays() {
    return false;
  }

  @Override
  final String change() {
    return "from " + before + " to " + after;
  }

  @Override
  final Proof ask(PolicyProver prover, QuestionPolicies inputs) throws IOException {
    if (isBothWays()) {
      inputs.compareBothWays();
    }
    return ChangedState.ofAll(
        inputs.read(before, after), change -> compare(prover, change.before(), change.after()));
  }
}
