package io.kmspolicy.cli;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.replay.Assumptions;
import io.kmspolicy.cli.replay.RecordedCalls;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.replay.ExplainedCall;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that name a recorded call. */
final class RecordedCallOptions {

  @Option(
      names = "--event",
      paramLabel = "FILE[:LINE[:NUMBER]]",
      description =
          "A file with one CloudTrail event of KMS, or the line of a trail on which it begins; if"
              + " several records are one line, also its number among them, as reports print it.")
  private String event = "";

  @Option(
      names = "--error",
      paramLabel = "TEXT",
      description = "The text of an error of AWS: \"User: ... is not authorized to perform: ...\".")
  private String error = "";

  @ArgGroup(exclusive = false)
  private Assumptions assumptions = new Assumptions();

  ExplainedCall explain(CliContext context, PolicyDirectory policies) throws IOException {
    if (event.isEmpty() == error.isEmpty()) {
      throw new BadInputException("give one of --event and --error");
    }
    RecordedCalls calls = new RecordedCalls(context, policies, assumptions.options());
    return event.isEmpty() ? calls.error(error) : calls.event(event);
  }
}
