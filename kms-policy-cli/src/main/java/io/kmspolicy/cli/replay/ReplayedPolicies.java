package io.kmspolicy.cli.replay;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name the policies of a replay, and the form of its report. */
public final class ReplayedPolicies {

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIR",
      description =
          "The policies in force: a policy directory, a folder of key policies, or a template,"
              + " plan, state or output of the AWS command line.")
  private String current = "";

  @Option(
      names = "--proposed",
      paramLabel = "DIR",
      description = "The policies that are to replace them, in one of the same forms.")
  private String proposed = "";

  @Option(names = "--json", description = "Write the report as JSON.")
  private boolean json;

  /** The policies in force, as the command line names them. */
  public String current() {
    return current;
  }

  /** The policies that are to replace them. */
  public Optional<String> proposed() {
    return proposed.isEmpty() ? Optional.empty() : Optional.of(proposed);
  }

  /** Whether the report is JSON. */
  public boolean isJson() {
    return json;
  }
}
