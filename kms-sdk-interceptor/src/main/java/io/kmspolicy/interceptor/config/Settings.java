package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.DenialPoint;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds an interceptor from the settings. */
final class Settings {

  private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

  private static final String CALLER = "caller";
  private static final String AWAIT = "await";
  private static final String WARM_UP = "warm-up";
  private static final List<String> NAMES =
      List.of(
          SettingValues.MODE,
          CALLER,
          "role",
          "deny-at",
          "maximum-age",
          "change-window",
          "remember-denials",
          "explain-denials",
          "maximum-steps",
          "assertions",
          AWAIT,
          WARM_UP);

  private final Map<String, String> properties;
  private final String place;
  private final Map<String, String> environment;
  private final SettingValues values;

  Settings(Map<String, String> properties, Map<String, String> environment) {
    this(properties, "the system properties", environment);
  }

  /**
   * Reads the settings.
   *
   * @param place where the properties come from, for messages
   */
  Settings(Map<String, String> properties, String place, Map<String, String> environment) {
    this.properties = properties;
    this.place = place;
    this.environment = environment;
    this.values = read(SettingsFile::readInTime);
  }

  private SettingValues read(Function<Path, Map<String, String>> file) {
    List<String> names =
        Stream.of(
                NAMES.stream(),
                SourceSettings.NAMES.stream(),
                LogSettings.NAMES.stream(),
                SettingValues.operations().map(SettingValues::modeOf))
            .flatMap(part -> part)
            .toList();
    return new SettingValues(properties, place, environment, names, file);
  }

  static Settings ofTheProcess() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return new Settings(properties, System.getenv());
  }

  /**
   * Builds the configured interceptor.
   *
   * @throws RuntimeException if a setting is missing or wrong; the message names it
   */
  ConfiguredInterceptor made() {
    values.warnings().forEach(LOG::warn);
    InterceptorBuilder builder = KmsPolicyInterceptor.builder();
    values.modes().forEach(builder::mode);
    values.constant("deny-at", DenialPoint.class).ifPresent(builder::denyAt);
    values.age("maximum-age").ifPresent(builder::maximumAge);
    values.duration("change-window").ifPresent(builder::changeWindow);
    values.duration("remember-denials").ifPresent(builder::rememberDenials);
    if (values.flag("explain-denials").orElse(false)) {
      builder.explainDenials();
    }
    values.count("maximum-steps").ifPresent(builder::maximumSteps);
    for (String text : values.list("assertions").orElse(List.of())) {
      builder.assertion(assertion(text));
    }
    Optional<Caller> caller = caller();
    caller.ifPresent(builder::caller);
    // Last, because sources start threads and create clients.
    SourceSettings sources = new SourceSettings(values);
    if (caller.isEmpty() && !sources.findsCallers()) {
      throw new IllegalArgumentException(
          "`kms.policy.caller` is not set, and `kms.policy.aws` does not load `caller`");
    }
    if (!sources.areSet() && values.duration("remember-denials").isEmpty()) {
      throw new IllegalArgumentException(
          "none of `kms.policy.directory`, `kms.policy.class-path`, `kms.policy.aws` and"
              + " `kms.policy.remember-denials` is set");
    }
    List<AutoCloseable> logs = new ArrayList<>();
    try {
      DecisionLog log = new LogSettings(values).open().orElse(null);
      if (log != null) {
        logs.add(log);
        builder.listener(log);
      }
      Optional<CallerSource> callers = sources.addTo(builder);
      if (caller.isEmpty()) {
        callers.ifPresent(builder::callers);
      }
      KmsPolicyInterceptor interceptor = builder.build();
      logs.addAll(opened(interceptor, sources));
      makeReady(interceptor, values.flag(WARM_UP).orElse(false), values.duration(AWAIT));
      return new ConfiguredInterceptor(interceptor, sources.state(), log, logs);
    } catch (Throwable e) { // Rethrown: nothing that was opened must stay open.
      ConfiguredInterceptor.closeAll(logs);
      ConfiguredInterceptor.closeAll(sources.opened());
      throw e;
    }
  }

  /** Does what the settings ask for before the first client is there; by default, nothing. */
  private static void makeReady(
      KmsPolicyInterceptor interceptor, boolean warmUp, Optional<Duration> await) {
    if (warmUp) {
      interceptor.warmUp();
    }
    try {
      if (await.isPresent() && !interceptor.awaitLoaded(await.get())) {
        LOG.warn(
            "the policies are not loaded after {}; calls that they would decide are sent until they"
                + " are",
            await.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sources and clients, and the watch of the settings file if there is one. */
  private List<AutoCloseable> opened(KmsPolicyInterceptor interceptor, SourceSettings sources) {
    List<AutoCloseable> all = new ArrayList<>();
    if (values.text(SettingValues.FILE).isPresent()) {
      ModeWatch watch = new ModeWatch(interceptor, values, () -> read(SettingsFile::read));
      watch.start();
      all.add(watch);
    }
    all.addAll(sources.opened());
    return all;
  }

  private static Assertion assertion(String text) {
    try {
      Assertion assertion = Assertion.parse(text);
      if (assertion instanceof Assertion.Open && !assertion.text().equals(text)) {
        LOG.warn(
            "write `{}` for `{}` in `kms.policy.assertions`; the next version refuses the old name",
            assertion.text(),
            text);
      }
      return assertion;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("`kms.policy.assertions`: " + e.getMessage(), e);
    }
  }

  private Optional<Caller> caller() {
    Optional<Caller> caller = values.text(CALLER).map(Settings::parsed);
    Optional<String> role = values.text("role");
    if (role.isEmpty()) {
      return caller;
    }
    if (caller.orElse(null) instanceof Caller.AnyRoleSession any && !any.arn().equals(role.get())) {
      throw new IllegalArgumentException(
          "`kms.policy.role` is not the role that `kms.policy.caller` names");
    }
    return caller.orElse(null) instanceof Caller.RoleSession session
        ? Optional.of(ofRole(session, role.get()))
        : caller;
  }

  private static Caller parsed(String text) {
    Caller caller;
    try {
      caller = Caller.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("`kms.policy.caller`: " + e.getMessage(), e);
    }
    if (!(caller instanceof Caller.AccountCaller)) {
      throw SettingValues.wrong(CALLER, text, "the ARN of an identity of an account");
    }
    return caller;
  }

  private static Caller ofRole(Caller.RoleSession session, String role) {
    try {
      return session.ofRole(role);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("`kms.policy.role`: " + e.getMessage(), e);
    }
  }
}
