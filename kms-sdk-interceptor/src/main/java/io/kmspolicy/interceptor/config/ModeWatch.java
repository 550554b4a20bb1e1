package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changes of the modes in the settings file to the interceptor while the process runs.
 *
 * <p>The settings are read at each tick of a daemon thread. A switch to {@code OBSERVE} is applied
 * at once. A switch to {@code ENFORCE} is applied when two readings in a row are equal, because the
 * file may be half written. Settings that cannot be read, or are wrong, change nothing. The other
 * settings are not applied before a restart.
 */
final class ModeWatch implements AutoCloseable {

  /** The time between two readings; an operator expects a switch within a second. */
  static final Duration TICK = Duration.ofMillis(250);

  static final String THREAD = "kms-policy-settings";

  private static final Logger LOG = LoggerFactory.getLogger(ModeWatch.class);

  private final KmsPolicyInterceptor interceptor;
  private final Supplier<SettingValues> settings;
  private final Map<String, EnforcementMode> applied;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(ModeWatch::daemon);
  private SettingValues seen;
  private String problem = "";

  /**
   * Creates a watch that does not look by itself yet.
   *
   * @param first the settings that the interceptor has
   * @param settings reads the settings as they are now; throws if they are wrong
   */
  ModeWatch(
      KmsPolicyInterceptor interceptor, SettingValues first, Supplier<SettingValues> settings) {
    this.interceptor = interceptor;
    this.settings = settings;
    this.seen = first;
    this.applied = new TreeMap<>(first.modes());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, THREAD);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    long millis = TICK.toMillis();
    var unused = ticks.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      look();
    } catch (Throwable e) { // Otherwise the scheduler would never run the task again.
      reportUnlessTheLogFails(String.valueOf(e));
    }
  }

  private void reportUnlessTheLogFails(String found) {
    try {
      report(found);
    } catch (Throwable second) {
      // Nothing can be done about it here.
    }
  }

  /** Reads the settings and switches the modes that have changed. */
  void look() {
    SettingValues now;
    Map<String, EnforcementMode> wanted;
    try {
      now = settings.get();
      wanted = now.modes();
    } catch (IllegalArgumentException e) {
      report(String.valueOf(e.getMessage()));
      return;
    }
    problem = "";
    boolean settled = now.isSame(seen);
    if (!settled && !now.isSameBesidesModes(seen)) {
      LOG.warn("the settings have changed; all except the modes need a restart");
    }
    seen = now;
    wanted.forEach((operation, mode) -> apply(operation, mode, settled));
  }

  private void apply(String operation, EnforcementMode mode, boolean settled) {
    if (mode != applied.get(operation) && (mode == EnforcementMode.OBSERVE || settled)) {
      interceptor.switchMode(operation, mode);
      applied.put(operation, mode);
      LOG.info("the mode of {} is now {}", operation, mode.name().toLowerCase(Locale.ROOT));
    }
  }

  private void report(String found) {
    if (!found.equals(problem)) {
      problem = found;
      LOG.error("the modes stay as they are, the settings are wrong: {}", found);
    }
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
