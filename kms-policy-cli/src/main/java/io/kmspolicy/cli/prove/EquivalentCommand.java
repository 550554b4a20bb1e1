package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import picocli.CommandLine.Command;

/** {@code kms-policy prove equivalent}: whether two versions of policies allow the same. */
@Command(
    name = EquivalentCommand.NAME,
    header = "Proves that two versions of policies allow the same requests.")
public final class EquivalentCommand extends ChangeCommand {

  static final String NAME = "equivalent";

  /** A command with this input and output. */
  public EquivalentCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  Proof compare(PolicyProver prover, PolicyState before, PolicyState after) {
    return prover.equivalent(before, after);
  }

  @Override
  boolean isBothWays() {
    return true;
  }
}
