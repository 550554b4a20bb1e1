package io.kmspolicy.spring;

import io.kmspolicy.interceptor.config.ConfiguredInterceptor;
import io.kmspolicy.interceptor.config.EnvironmentVariables;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.text.Suggestions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the settings from the environment, and makes an interceptor of them. Each mistake becomes
 * one message: the property, its value, what would be right, and where it is set.
 */
final class PropertyReader {

  /** A message of the interceptor begins with the property that is wrong. */
  private static final Pattern NAMED = Pattern.compile("`(kms\\.policy\\.[^`]+)`");

  private static final ConfigurationPropertyName MODE =
      ConfigurationPropertyName.of(KmsPolicyProperties.PREFIX + ".mode");

  private final Environment environment;

  PropertyReader(Environment environment) {
    this.environment = environment;
  }

  /** Whether a failure is to break the application; false if that cannot be told. */
  boolean isFailFast() {
    try {
      return Binder.get(environment)
          .bind(KmsPolicyProperties.PREFIX + ".fail-fast", Boolean.class)
          .orElse(false);
    } catch (BindException e) {
      return false; // The wrong value is reported with the others.
    }
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if one is wrong, or its name is not known
   */
  KmsPolicyProperties properties() {
    BindHandler handler =
        new NoUnboundElementsBindHandler(
            BindHandler.DEFAULT, source -> !isSystemEnvironment(source));
    List<ConfigurationPropertySource> sources = new ArrayList<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      sources.add(source.filter(name -> !MODE.isParentOf(name)));
    }
    try {
      return new Binder(sources, new PropertySourcesPlaceholdersResolver(environment))
          .bindOrCreate(
              KmsPolicyProperties.PREFIX, Bindable.of(KmsPolicyProperties.class), handler);
    } catch (BindException e) {
      throw new IllegalArgumentException(message(e), e);
    }
  }

  /** Whether names may be those of other programs, such as what Kubernetes sets for services. */
  private static boolean isSystemEnvironment(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> set
        && set.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
  }

  /**
   * The modes of single operations, such as {@code kms.policy.mode.Decrypt}, by the name of the
   * setting. They are no component of the record: the binder gives a name that has a value and
   * names below it to one component only.
   *
   * @throws IllegalArgumentException if one is wrong
   */
  Map<String, String> modes() {
    Map<String, String> modes = new TreeMap<>();
    if (!hasModes()) {
      return modes;
    }
    List<ConfigurationPropertySource> sources = new ArrayList<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      sources.add(isSystemEnvironment(source) ? source.filter(PropertyReader::isMode) : source);
    }
    try {
      new Binder(sources, new PropertySourcesPlaceholdersResolver(environment))
          .bind(MODE, Bindable.mapOf(String.class, EnforcementMode.class))
          .orElse(Map.of())
          .forEach((operation, mode) -> modes.put(MODE + "." + nameOf(operation), mode.name()));
    } catch (BindException e) {
      throw new IllegalArgumentException(message(e), e);
    }
    return modes;
  }

  /** Whether a name is that of the mode of one operation. */
  private static boolean isMode(ConfigurationPropertyName name) {
    return MODE.isParentOf(name)
        && KmsCatalogue.bundled()
            .operation(nameOf(name.getLastElement(ConfigurationPropertyName.Form.UNIFORM)))
            .isPresent();
  }

  /**
   * What is wrong with environment variables whose names begin like those of settings. Spring Boot
   * reads a name with a dash as one with an underscore or with none.
   */
  List<String> warnings(KmsPolicyProperties properties) {
    List<String> known =
        Stream.concat(
                properties.names().stream(),
                KmsCatalogue.bundled().operations().stream()
                    .map(operation -> "mode." + operation.name()))
            .map(name -> (KmsPolicyProperties.PREFIX + "." + name).toUpperCase(Locale.ROOT))
            .map(name -> name.replace('.', '_'))
            .flatMap(name -> Stream.of(name.replace('-', '_'), name.replace("-", "")))
            .distinct()
            .toList();
    List<String> warnings = new ArrayList<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (isSystemEnvironment(source)
          && source.getUnderlyingSource() instanceof EnumerablePropertySource<?> variables) {
        warnings.addAll(
            EnvironmentVariables.warnings(List.of(variables.getPropertyNames()), known));
      }
    }
    return warnings;
  }

  private boolean hasModes() {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source.containsDescendantOf(MODE) == ConfigurationPropertyState.PRESENT) {
        return true;
      }
    }
    return false;
  }

  /** The operation as KMS writes it: environment variables come in lower case. */
  private static String nameOf(String operation) {
    return KmsCatalogue.bundled().operations().stream()
        .map(KmsOperation::name)
        .filter(operation::equalsIgnoreCase)
        .findAny()
        .orElse(operation);
  }

  /**
   * Makes the interceptor.
   *
   * @throws IllegalArgumentException if a setting is missing or wrong
   */
  ConfiguredInterceptor interceptor(KmsPolicyProperties properties) {
    Map<String, String> settings = properties.settings();
    settings.putAll(modes());
    try {
      return ConfiguredInterceptor.of(settings);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      Matcher name = NAMED.matcher(message);
      throw new IllegalArgumentException(
          name.lookingAt() ? message + find(name.group(1)).map(this::place).orElse("") : message,
          e);
    }
  }

  private String message(BindException failure) {
    if (failure.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
      return unknown.getUnboundProperties().stream()
          .map(
              property ->
                  "`"
                      + property.getName()
                      + "` is not a setting"
                      + nearest(property)
                      + place(property))
          .collect(Collectors.joining("; "));
    }
    ConfigurationProperty property = failure.getProperty();
    Class<?> type = failure.getTarget().getType().resolve(Object.class);
    return property == null
        ? "`" + failure.getName() + "` must be " + right(type)
        : "`"
            + property.getName()
            + "` is `"
            + property.getValue()
            + "`; it must be "
            + right(type)
            + place(property);
  }

  private static String nearest(ConfigurationProperty unknown) {
    return Suggestions.question(
        unknown.getName().toString(),
        new Binder()
            .bindOrCreate(KmsPolicyProperties.PREFIX, KmsPolicyProperties.class).names().stream()
                .map(name -> KmsPolicyProperties.PREFIX + "." + name)
                .toList());
  }

  private Optional<ConfigurationProperty> find(String name) {
    ConfigurationPropertyName wanted = ConfigurationPropertyName.adapt(name, '.');
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(wanted);
      if (property != null) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  private String place(ConfigurationProperty property) {
    return property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
  }

  /** What a property of a type may be. */
  private static String right(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toList();
    }
    if (type == Duration.class) {
      return "a duration such as 5m or PT5M";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "`true` or `false`";
    }
    return type == Integer.class ? "a whole number" : "a number";
  }
}
