package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.source.SourceState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An interceptor that is made of settings, with the source and the log that they name. It serves
 * frameworks that read their settings from places of their own; {@link
 * ConfiguredKmsPolicyInterceptor} reads those of the process. Thread-safe.
 *
 * <pre>{@code
 * ConfiguredInterceptor configured =
 *     ConfiguredInterceptor.of(
 *         Map.of("kms.policy.caller", role, "kms.policy.directory", "policies"));
 * KmsClient kms =
 *     KmsClient.builder()
 *         .overrideConfiguration(o -> o.addExecutionInterceptor(configured.interceptor()))
 *         .build();
 * }</pre>
 */
public final class ConfiguredInterceptor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredInterceptor.class);

  private final KmsPolicyInterceptor interceptor;
  private final @Nullable SourceState source;
  private final @Nullable DecisionLog log;
  private final List<AutoCloseable> opened;

  /**
   * Takes the parts.
   *
   * @param source the state of the source; null if it is read once or does not exist
   * @param log the log of decisions; null if there is none
   * @param opened the log, sources, clients and the watch of the settings, in the order of their
   *     closing
   */
  ConfiguredInterceptor(
      KmsPolicyInterceptor interceptor,
      @Nullable SourceState source,
      @Nullable DecisionLog log,
      List<AutoCloseable> opened) {
    this.interceptor = interceptor;
    this.source = source;
    this.log = log;
    this.opened = List.copyOf(opened);
  }

  /**
   * Makes an interceptor of settings. Reads no system property and no environment variable; a
   * setting that is absent has its default.
   *
   * @param settings the values by the name of the setting, such as {@code kms.policy.caller}. Names
   *     that do not begin with {@code kms.policy.} are ignored
   * @throws IllegalArgumentException if a setting is missing, wrong or not known; the message names
   *     it and what would be right
   * @throws IllegalStateException if a library on the class path is too old; the message names it
   */
  public static ConfiguredInterceptor of(Map<String, String> settings) {
    return new Settings(Map.copyOf(settings), "the settings", Map.of()).made();
  }

  /** The interceptor. */
  public KmsPolicyInterceptor interceptor() {
    return interceptor;
  }

  /** The state of its source, for metrics; empty if the source is read once or does not exist. */
  public Optional<SourceState> source() {
    return Optional.ofNullable(source);
  }

  /** The log of its decisions, for metrics; empty if there is none. */
  public Optional<DecisionLog> log() {
    return Optional.ofNullable(log);
  }

  /**
   * Closes the interceptor with its source, its log, its clients and its threads. Calls are sent
   * unchecked from then on.
   */
  @Override
  public void close() {
    interceptor.close();
    closeAll(opened);
  }

  static void closeAll(List<AutoCloseable> all) {
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("closing failed: {}", Quoting.oneLine(e.toString()));
      }
    }
  }
}
