package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.judge.StatedNone;
import io.kmspolicy.replay.judge.StatedNone.Layer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that state what a trail does not record, and that choose events. */
final class Assumptions {

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

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Judge events from this time on: 2026-01-31 or 2026-01-31T12:00:00Z.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Judge events before this time.")
  private String until = "";

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "Judge events of callers of this account only.")
  private String account = "";

  ReplayOptions options() {
    return new ReplayOptions(
        stated(),
        new StatedNone(none.stream().map(Assumptions::layer).toList()),
        infer,
        time("--since", since),
        time("--until", until),
        account.isEmpty() ? Optional.empty() : Optional.of(account));
  }

  private RequestContext stated() {
    RequestContext.Builder stated = RequestContext.builder();
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals <= 0) {
        throw new BadInputException(
            "--assume: `" + value + "` is not of the form KEY=VALUE, as in aws:PrincipalOrgID=o-1");
      }
      stated.put(value.substring(0, equals), value.substring(equals + 1));
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

  private static Optional<Instant> time(String option, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeException e) {
      throw new BadInputException(
          option + ": `" + text + "` is not a time, as in 2026-01-31 or 2026-01-31T12:00:00Z");
    }
  }
}
