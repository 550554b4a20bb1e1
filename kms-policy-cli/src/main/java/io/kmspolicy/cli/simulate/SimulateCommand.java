package io.kmspolicy.cli.simulate;

import io.kmspolicy.analysis.simulate.SimulationResponse;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kms-policy simulate}: answers in the format of AWS's policy simulator, by the rules of
 * KMS.
 */
@Command(
    name = "simulate",
    description = {
      "Reads the input of `aws iam simulate-custom-policy --cli-input-json` and writes a response"
          + " in its format, offline and by the rules of KMS.",
      "Differences from AWS's simulator are reported on standard error and in the member KmsPolicy."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every answer is certain",
      "2:the command line or the input is wrong",
      "3:some answer is indeterminate"
    })
public final class SimulateCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "FILE", description = "The input; - is standard input.")
  private String file = CliContext.STANDARD_INPUT;

  @Option(
      names = "--default-key-policy",
      description =
          "Without a ResourcePolicy, assume AWS's default key policy, which lets the IAM policies"
              + " of the account decide. Without this option the key policy is unknown.")
  private boolean defaultKeyPolicy;

  /** A command with this input and output. */
  public SimulateCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    SimulationResponse response = SimulationResponse.to(file, text(), defaultKeyPolicy);
    try (Writer out = context.writer()) {
      out.write(response.json());
    }
    response.notes().forEach(context.err()::println);
    context.err().flush();
    return response.isOpen() ? ExitStatus.INDETERMINATE : ExitStatus.OK;
  }

  private String text() throws IOException {
    try (InputStream in = context.open(file)) {
      return FileText.of(file, in.readAllBytes());
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(file, failure));
    }
  }
}
