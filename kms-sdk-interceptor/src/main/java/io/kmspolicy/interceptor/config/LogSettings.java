package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.interceptor.log.DecisionLogBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the configured log of decisions. */
final class LogSettings {

  static final String LOG = "decision-log";
  static final List<String> NAMES =
      List.of(
          LOG,
          "decision-log.values",
          "decision-log.statements",
          "decision-log.sample",
          "decision-log.capacity");

  /** The value that stands for a logger of SLF4J in place of a file. */
  private static final String LOGGER = "logger";

  private static final Logger DECISIONS = LoggerFactory.getLogger("io.kmspolicy.decisions");

  private final SettingValues values;

  LogSettings(SettingValues values) {
    this.values = values;
  }

  /** The log; empty if none is configured. */
  Optional<DecisionLog> open() {
    Optional<String> place = values.text(LOG);
    boolean withValues = values.flag("decision-log.values").orElse(false);
    boolean withStatements = values.flag("decision-log.statements").orElse(true);
    Optional<Integer> sample = values.count("decision-log.sample");
    Optional<Integer> capacity = values.count("decision-log.capacity");
    if (place.isEmpty()) {
      return Optional.empty();
    }
    DecisionLogBuilder builder =
        place.get().equals(LOGGER)
            ? DecisionLog.to((String line) -> DECISIONS.info(line))
            : DecisionLog.toFile(Path.of(place.get()));
    if (withValues) {
      builder.withValues();
    }
    if (!withStatements) {
      builder.withoutStatements();
    }
    sample.ifPresent(builder::sample);
    capacity.ifPresent(builder::capacity);
    try {
      return Optional.of(builder.open());
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "`kms.policy.decision-log`: `" + place.get() + "` cannot be opened: " + e.getCause(), e);
    }
  }
}
