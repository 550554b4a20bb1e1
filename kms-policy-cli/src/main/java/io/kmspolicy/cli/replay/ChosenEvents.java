package io.kmspolicy.cli.replay;

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
      names = "--caller-account",
      paramLabel = "ID",
      description = "Judge events of callers of this account only.")
  private @Nullable String account;

  Optional<String> since() {
    return Optional.ofNullable(since);
  }

  Optional<String> until() {
    return Optional.ofNullable(until);
  }

  Optional<String> account() {
    return Optional.ofNullable(account);
  }
}
