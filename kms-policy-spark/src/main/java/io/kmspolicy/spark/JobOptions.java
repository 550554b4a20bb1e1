package io.kmspolicy.spark;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.replay.StatedOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The options of the job that {@code kms-policy replay} has, too, with the same meaning. */
final class JobOptions {

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
  private @Nullable String proposed;

  @Option(names = "--json", description = "Write the report as JSON.")
  private boolean json;

  @Option(
      names = "--assume",
      paramLabel = "KEY=VALUE",
      description = "The value of a condition key that the trail does not record; repeatable.")
  private List<String> assume = new ArrayList<>();

  @Option(
      names = "--assume-none",
      split = ",",
      paramLabel = "LAYER",
      description =
          "Layers that are none where the policies say nothing of them: identity, boundary,"
              + " session, scp, rcp, grants, endpoint, or all of these; may be repeated.")
  private List<String> assumeNone = new ArrayList<>();

  @Option(
      names = "--infer-services",
      description = "Infer the service behind `AWS Internal` from the encryption context.")
  private boolean infer;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Judge events from this time on: 2026-01-31 or 2026-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Judge events before this time.")
  private @Nullable String until;

  @Option(
      names = "--caller-account",
      paramLabel = "ID",
      description = "Judge events of callers of this account only.")
  private @Nullable String account;

  /** The directory of the policies in force. */
  String current() {
    return current;
  }

  /** The directory of the policies that are to replace them. */
  Optional<String> proposed() {
    return Optional.ofNullable(proposed);
  }

  /** Whether the report is JSON. */
  boolean isJson() {
    return json;
  }

  /** The words of the layers that are none where the policies say nothing of them. */
  List<String> assumed() {
    return assumeNone;
  }

  /** What the replay takes for granted, and which events it judges. */
  StatedOptions stated() {
    return new StatedOptions(
        assume,
        infer,
        Optional.ofNullable(since),
        Optional.ofNullable(until),
        Optional.ofNullable(account));
  }

  /** The version of the job and the date of its catalogue. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String number =
          Optional.ofNullable(JobOptions.class.getPackage().getImplementationVersion())
              .orElse("(unpacked)");
      return new String[] {
        "kms-policy " + number + ", catalogue of " + KmsCatalogue.bundled().date()
      };
    }
  }
}
