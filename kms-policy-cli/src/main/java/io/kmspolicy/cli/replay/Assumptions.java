package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.UnknownConditionKey;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.StatedOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that state what a trail does not record. */
public final class Assumptions {

  @Option(
      names = "--assume",
      paramLabel = "KEY=VALUE",
      description =
          "The value of a condition key wherever the trail does not record it, such as"
              + " aws:PrincipalOrgID=o-example; may be repeated.")
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--infer-services",
      description =
          "Infer the service behind `AWS Internal` from the names in the encryption context.")
  private boolean infer;

  /** What a replay takes for granted, with the chosen events. */
  public ReplayOptions options(ChosenEvents events) {
    return stated(events).options();
  }

  /** What the explanation of one event takes for granted. */
  public ReplayOptions options() {
    return options(new ChosenEvents());
  }

  /** Warns about condition keys that no request to KMS has. */
  public void warn(CliContext context) {
    for (String key : stated(new ChosenEvents()).assumed().spellings()) {
      UnknownConditionKey.warning("--assume", key).ifPresent(context.err()::println);
    }
  }

  private StatedOptions stated(ChosenEvents events) {
    return new StatedOptions(values, infer, events.since(), events.until(), events.account());
  }
}
