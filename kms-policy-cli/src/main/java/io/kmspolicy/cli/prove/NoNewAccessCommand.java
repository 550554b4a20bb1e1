package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.change.PolicyChange;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import picocli.CommandLine.Command;

/** {@code kms-policy prove no-new-access}: whether a change allows nothing new. */
@Command(
    name = NoNewAccessCommand.NAME,
    header = "Proves that a change of policies allows no request that was not allowed before.")
public final class NoNewAccessCommand extends ChangeCommand {

  static final String NAME = "no-new-access";

  /** A command with this input and output. */
  public NoNewAccessCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  Proof compare(PolicyProver prover, PolicyState before, PolicyState after) {
    return prover.noNewAccess(before, PolicyChange.withRemovedKeys(before, after));
  }
}
