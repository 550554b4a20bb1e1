package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.proof.ProofReport;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.SarifTool;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.lint.sarif.SarifLog;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.InvalidNameException;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all questions have, and the output of their answers. */
final class ProofOptions {

  @Mixin private ProofScope scope = new ProofScope();

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
   * @param leftOut what the question leaves out, one line each
   */
  int answer(
      CliContext context, String claim, String change, List<String> leftOut, Question question)
      throws IOException {
    if (json && sarif) {
      throw new BadInputException("--json and --sarif cannot be combined");
    }
    QuestionPolicies policies = scope.policies(context, input, input.account());
    PolicyProver prover = PolicyProver.create();
    ProofReport report;
    try {
      Proof proof = question.ask(prover, policies);
      List<String> remarks = new ArrayList<>(policies.remarks());
      remarks.addAll(leftOut);
      report =
          new ProofReport(claim, proof, prover.catalogueDate(), change, scope.isAlone(), remarks);
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
          SarifTool.of(context),
          List.of(),
          List.of(results.rule()),
          results.results(place -> place),
          List.of());
    }
    return json ? report.json() : report.text();
  }
}
