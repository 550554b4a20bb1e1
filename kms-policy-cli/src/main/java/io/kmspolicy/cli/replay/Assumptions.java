package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.UnknownConditionKey;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.judge.StatedNone;
import io.kmspolicy.replay.judge.StatedNone.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that state what a trail does not record. */
public final class Assumptions {

  /** Names after the name of the key itself, as of tags, may have any characters. */
  private static final Pattern CONDITION_KEY =
      Pattern.compile("[^\\s:]+:[^\\s:/]+(?:[:/].+)?", Pattern.DOTALL);

  @Option(
      names = "--assume",
      paramLabel = "KEY=VALUE",
      description =
          "The value of a condition key wherever the trail does not record it, such as"
              + " aws:PrincipalOrgID=o-example; may be repeated.")
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--assume-none",
      split = ",",
      paramLabel = "LAYER",
      description =
          "Layers that are none wherever the policies leave them unknown: identity,"
              + " permissionsBoundary, session, serviceControl, resourceControl, grants,"
              + " vpcEndpoint.")
  private List<String> none = new ArrayList<>();

  @Option(
      names = "--infer-services",
      description =
          "Infer the service behind `AWS Internal` from the names in the encryption context.")
  private boolean infer;

  /** What a replay takes for granted, with the chosen events. */
  public ReplayOptions options(ChosenEvents events) {
    return new ReplayOptions(
        stated(),
        new StatedNone(none.stream().map(Assumptions::layer).toList()),
        infer,
        false,
        false,
        false,
        ReplayOptions.Explanations.NONE,
        events.since(),
        events.until(),
        events.account());
  }

  /** What the explanation of one event takes for granted. */
  public ReplayOptions options() {
    return options(new ChosenEvents());
  }

  /** Warns about condition keys that no request to KMS has. */
  public void warn(CliContext context) {
    for (String key : stated().spellings()) {
      UnknownConditionKey.warning("--assume", key).ifPresent(context.err()::println);
    }
  }

  private RequestContext stated() {
    RequestContext.Builder stated = RequestContext.builder();
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals <= 0) {
        throw new BadInputException(
            "--assume: `" + value + "` is not of the form KEY=VALUE, as in aws:PrincipalOrgID=o-1");
      }
      String key = value.substring(0, equals);
      if (!CONDITION_KEY.matcher(key).matches()) {
        throw new BadInputException(
            "--assume: "
                + Quoting.quoteShort(key)
                + " cannot be a condition key, which is of the form PREFIX:NAME, as in"
                + " aws:PrincipalOrgID or kms:EncryptionContext:tenant");
      }
      stated.put(key, value.substring(equals + 1));
    }
    return stated.build();
  }

  private static Layer layer(String text) {
    return Layer.ofText(text)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--assume-none: `"
                        + text
                        + "` is not a layer; there are "
                        + Listing.firstOf(Layer.texts())));
  }
}
