package io.kmspolicy.interceptor;

import io.kmspolicy.model.Caller;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds an interceptor from system properties, environment variables and a properties file, in
 * this order: what is set first counts.
 */
final class Settings {

  private static final String PREFIX = "kms.policy.";
  private static final String MODE = "mode";
  private static final String FILE = "config";
  private static final Set<String> NAMES =
      Set.of(
          MODE,
          "caller",
          "role",
          "directory",
          "deny-at",
          "change-window",
          "remember-denials",
          "explain-denials",
          "assertions");

  private final Function<String, @Nullable String> properties;
  private final Function<String, @Nullable String> environment;
  private final Properties file;

  Settings(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    this.properties = properties;
    this.environment = environment;
    this.file = new Properties();
    get(FILE).map(Path::of).ifPresent(this::read);
  }

  static Settings ofTheProcess() {
    return new Settings(System::getProperty, System::getenv);
  }

  private void read(Path path) {
    try (InputStream stream = Files.newInputStream(path)) {
      file.load(stream);
    } catch (IOException e) {
      throw new IllegalArgumentException("`" + path + "` cannot be read: " + e.getMessage(), e);
    }
    for (String name : file.stringPropertyNames()) {
      String own = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
      if (!NAMES.contains(own) && !own.startsWith(MODE + ".")) {
        throw new IllegalArgumentException("`" + name + "` in `" + path + "` is no setting");
      }
    }
  }

  private Optional<String> get(String name) {
    String value = properties.apply(PREFIX + name);
    if (value == null) {
      value = environment.apply(variable(name));
    }
    if (value == null) {
      value = file.getProperty(PREFIX + name);
    }
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static String variable(String name) {
    return (PREFIX + name).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * The interceptor that is configured.
   *
   * @throws RuntimeException if a setting is missing or wrong; the message names it
   */
  KmsPolicyInterceptor interceptor() {
    InterceptorBuilder builder = KmsPolicyInterceptor.builder().caller(caller());
    get("directory").map(Path::of).map(PolicyDirectory::load).ifPresent(builder::directory);
    get(MODE).map(text -> constant(MODE, EnforcementMode.class, text)).ifPresent(builder::mode);
    addModes(builder);
    get("deny-at").map(text -> constant("deny-at", DenyAt.class, text)).ifPresent(builder::denyAt);
    get("change-window")
        .map(text -> duration("change-window", text))
        .ifPresent(builder::changeWindow);
    get("remember-denials")
        .map(text -> duration("remember-denials", text))
        .ifPresent(builder::rememberDenials);
    if (get("explain-denials").map(Boolean::parseBoolean).orElse(false)) {
      builder.explainDenials();
    }
    get("assertions")
        .ifPresent(
            texts ->
                Arrays.stream(texts.split(","))
                    .map(String::strip)
                    .map(Assertion::parse)
                    .forEach(builder::assertion));
    return builder.build();
  }

  private Caller caller() {
    Caller caller =
        get("caller")
            .map(Caller::parse)
            .orElseThrow(() -> new IllegalArgumentException("`kms.policy.caller` is not set"));
    Optional<String> role = get("role");
    return role.isPresent() && caller instanceof Caller.RoleSession session
        ? session.ofRole(role.get())
        : caller;
  }

  private void addModes(InterceptorBuilder builder) {
    KmsCatalogue.bundled()
        .operations()
        .forEach(
            operation ->
                get(MODE + "." + operation.name())
                    .map(text -> constant(MODE, EnforcementMode.class, text))
                    .ifPresent(mode -> builder.mode(operation.name(), mode)));
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "`"
            + PREFIX
            + name
            + "` is `"
            + text
            + "`; it must be one of "
            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
  }

  private static Duration duration(String name, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "`" + PREFIX + name + "` is `" + text + "`; it must be a duration such as PT5M", e);
    }
  }
}
