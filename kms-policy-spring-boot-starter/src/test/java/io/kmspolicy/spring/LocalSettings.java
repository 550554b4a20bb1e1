package io.kmspolicy.spring;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Settings that are read from an environment of a test. */
final class LocalSettings {

  private LocalSettings() {}

  static Map<String, String> settings(Map<String, ?> values) {
    return settings(new MapPropertySource("test", Map.copyOf(values)));
  }

  static Map<String, String> settings(PropertySource<?> source) {
    PropertyReader reader = reader(source);
    Map<String, String> settings = reader.properties().settings();
    settings.putAll(reader.modes());
    return settings;
  }

  static List<String> warnings(PropertySource<?> source) {
    PropertyReader reader = reader(source);
    return reader.warnings(reader.properties());
  }

  private static PropertyReader reader(PropertySource<?> source) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(one -> environment.getPropertySources().remove(one.getName()));
    environment.getPropertySources().addFirst(source);
    ConfigurationPropertySources.attach(environment);
    return new PropertyReader(environment);
  }
}
