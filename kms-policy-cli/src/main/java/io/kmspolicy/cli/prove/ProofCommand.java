package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.Proof;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that asks the prover one question and prints the answer. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:proven",
      "1:refuted by a request",
      "2:the command line or a file is wrong",
      "3:indeterminate",
      "70:internal error, such as a request that the reference does not confirm"
    })
abstract class ProofCommand implements Callable<Integer> {

  private final CliContext context;
  private final String claim;

  @Mixin private ProofOptions options = new ProofOptions();

  /**
   * A command with this input and output.
   *
   * @param claim the name of the question
   */
  ProofCommand(CliContext context, String claim) {
    this.context = context;
    this.claim = claim;
  }

  /** Asks the question. */
  abstract Proof ask(PolicyProver prover, QuestionPolicies inputs) throws IOException;

  /** The change that the question is about; empty if it is about one state. */
  String change() {
    return "";
  }

  /** What the question leaves out, one line each. */
  List<String> leftOut() {
    return List.of();
  }

  @Override
  public Integer call() throws IOException {
    return options.answer(context, claim, change(), leftOut(), this::ask);
  }
}
