package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.sarif.SarifLog;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.resource.InvalidNameException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all questions have, and the output of their answers. */
final class ProofOptions {

  @Option(
      names = "--key",
      paramLabel = "ARN",
      description = {
        "The key of a key policy; without it, a key of the account that the policy delegates to."
            + " Of a directory or an identity policy, the only key that is compared."
      })
  @Nullable String key;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = {
        "effective (default): all layers decide. document: documents alone, as if every other layer"
            + " permitted the request; the files may be identity policies too."
      })
  private String scope = "effective";

  @Mixin private InputOptions input = new InputOptions();

  @Option(names = "--json", description = "Print JSON; a request is a scenario for evaluate.")
  private boolean json;

  @Option(names = "--sarif", description = "Print SARIF 2.1.0.")
  private boolean sarif;

  /** A question to the prover. */
  interface Question {
    Proof ask(PolicyProver prover, QuestionPolicies inputs) throws IOException;
  }

  /**
   * Asks a question, prints the answer and returns the exit status.
   *
   * @param change the change that the question is about; empty if it is about one state
   */
  int answer(CliContext context, String claim, String change, Question question)
      throws IOException {
    if (json && sarif) {
      throw new BadInputException("--json and --sarif cannot be combined");
    }
    if (!scope.equals("effective") && !scope.equals("document")) {
      throw new BadInputException(
          "--scope: `" + scope + "` is no scope; it must be `effective` or `document`");
    }
    boolean alone = scope.equals("document");
    PolicyProver prover = PolicyProver.create();
    ProofReport report;
    try {
      Proof proof = question.ask(prover, new QuestionPolicies(context, input, key, alone));
      report = new ProofReport(claim, proof, prover.catalogueDate(), change, alone);
    } catch (InvalidNameException | PolicyDirectoryException invalid) {
      throw BadInputException.of(invalid);
    }
    try (Writer out = context.writer()) {
      out.write(text(context, report));
    }
    return report.status();
  }

  private String text(CliContext context, ProofReport report) {
    if (sarif) {
      ProofSarif results = new ProofSarif(report);
      return SarifLog.text(
          context, List.of(), List.of(results.rule()), results.results(place -> place), List.of());
    }
    return json ? report.json() : report.text();
  }
}
