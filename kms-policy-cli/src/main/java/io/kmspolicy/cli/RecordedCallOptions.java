package io.kmspolicy.cli;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.replay.Assumptions;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.ReplayOptions;
import java.io.IOException;
import java.util.Optional;
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

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The key of --error, if its text names none, or an alias of it: an ARN or an id, or the"
              + " ARN or name of an alias. Without it, the key is unknown.")
  private String key = "";

  @ArgGroup(exclusive = false)
  private Assumptions assumptions = new Assumptions();

  /** Whether --event or --error is given, so that the call needs no other text. */
  boolean namesCall() {
    return !event.isEmpty() || !error.isEmpty();
  }

  /** What --error or --event gives. */
  ExplainedText text() {
    if (event.isEmpty() == error.isEmpty()) {
      throw new BadInputException("give one of --event and --error");
    }
    return event.isEmpty()
        ? new ExplainedText(ExplainedText.Form.ERROR, error)
        : new ExplainedText(ExplainedText.Form.EVENT_PLACE, event);
  }

  /** What the options state about the call. */
  ReplayOptions stated(CliContext context) {
    assumptions.warn(context);
    return assumptions.options();
  }

  /** The key that is stated; empty if it is not. */
  Optional<KmsResource.Key> key(Optional<PolicyInput> policies) throws IOException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (policies.isPresent()) {
      return key(policies.get());
    }
    try {
      if (KmsResource.parse(key) instanceof KmsResource.Key named) {
        return Optional.of(named);
      }
    } catch (InvalidNameException wrong) {
      throw new BadInputException("--key: " + wrong.getMessage());
    }
    throw new BadInputException(
        "--key: `" + key + "` must be the ARN of a key, or give --policies");
  }

  private Optional<KmsResource.Key> key(PolicyInput policies) throws IOException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DirectoryRequest(policies).key(key));
    } catch (BadInputException | InvalidNameException wrong) {
      throw new BadInputException("--key: " + wrong.getMessage());
    }
  }
}
