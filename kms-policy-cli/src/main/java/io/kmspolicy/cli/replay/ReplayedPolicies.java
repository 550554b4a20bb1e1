package io.kmspolicy.cli.replay;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name the policies of a replay, and the form of its report. */
public final class ReplayedPolicies {

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIR",
      description = "The policy directory with the policies in force.")
  private String current = "";

  @Option(
      names = "--proposed",
      paramLabel = "DIR",
      description = "A policy directory that is to replace it.")
  private String proposed = "";

  @Option(names = "--json", description = "Write the report as JSON.")
  private boolean json;

  /** The directory of the policies in force. */
  public String current() {
    return current;
  }

  /** The directory of the policies that are to replace them. */
  public Optional<String> proposed() {
    return proposed.isEmpty() ? Optional.empty() : Optional.of(proposed);
  }

  /** Whether the report is JSON. */
  public boolean isJson() {
    return json;
  }
}
