package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.model.problem.BadInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose events. */
public final class ChosenEvents {

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Judge events from this time on: 2026-01-31 or 2026-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Judge events before this time.")
  private @Nullable String until;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "Judge events of callers of this account only.")
  private @Nullable String account;

  Optional<Instant> since() {
    return time("--since", since);
  }

  Optional<Instant> until() {
    return time("--until", until);
  }

  Optional<String> account() {
    return Optional.ofNullable(account).map(id -> AccountOption.checked("--account", id));
  }

  private static Optional<Instant> time(String option, @Nullable String text) {
    if (text == null) {
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
