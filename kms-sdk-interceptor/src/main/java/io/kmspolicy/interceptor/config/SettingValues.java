package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The settings, by name without the prefix {@code kms.policy.}. System properties take precedence
 * over environment variables, which take precedence over the properties file that {@code
 * kms.policy.config} names.
 */
final class SettingValues {

  static final String PREFIX = "kms.policy.";

  /** The name of the settings file. */
  static final String FILE = "config";

  /** The name of the mode of all operations. */
  static final String MODE = "mode";

  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> warnings;

  /**
   * Reads the settings.
   *
   * @param place where the properties come from, for messages
   * @param names the names of all settings, without the prefix
   * @param file reads the settings file
   * @throws IllegalArgumentException if another property is set, or the file cannot be read
   */
  SettingValues(
      Map<String, String> properties,
      String place,
      Map<String, String> environment,
      Collection<String> names,
      Function<Path, Map<String, String>> file) {
    List<String> known = Stream.concat(names.stream(), Stream.of(FILE)).toList();
    addAll(properties, known);
    for (String name : properties.keySet()) {
      if (name.startsWith(PREFIX)) {
        requireKnown(name, known, place);
      }
    }
    for (String name : known) {
      String value = environment.get(variable(name));
      if (value != null) {
        values.putIfAbsent(name, value);
      }
    }
    warnings =
        EnvironmentVariables.warnings(
            environment.keySet(), known.stream().map(SettingValues::variable).toList());
    text(FILE).ifPresent(path -> addFile(path, file.apply(Path.of(path)), names));
  }

  /** What is wrong with variables of the environment, which may be those of other programs. */
  List<String> warnings() {
    return warnings;
  }

  /** The name of the mode of an operation. */
  static String modeOf(String operation) {
    return MODE + "." + operation;
  }

  /** The operations of KMS, each of which may have a mode. */
  static Stream<String> operations() {
    return KmsCatalogue.bundled().operations().stream().map(KmsOperation::name);
  }

  private void addFile(String path, Map<String, String> lines, Collection<String> known) {
    addAll(lines, known);
    lines.keySet().forEach(name -> requireKnown(name, known, Quoting.quote(path)));
  }

  private void addAll(Map<String, String> set, Collection<String> known) {
    for (String name : known) {
      String value = set.get(PREFIX + name);
      if (value != null) {
        values.putIfAbsent(name, value);
      }
    }
  }

  private static void requireKnown(String name, Collection<String> known, String place) {
    if (!name.startsWith(PREFIX) || !known.contains(name.substring(PREFIX.length()))) {
      List<String> names = known.stream().map(PREFIX::concat).toList();
      String whole = names.contains(PREFIX + name) ? PREFIX + name : name;
      throw new IllegalArgumentException(
          Quoting.quoteShort(name)
              + " in "
              + place
              + " is not a setting"
              + Suggestions.question(whole, names));
    }
  }

  private static String variable(String name) {
    return (PREFIX + name).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The mode of each operation. */
  Map<String, EnforcementMode> modes() {
    EnforcementMode general = mode(MODE).orElse(EnforcementMode.OBSERVE);
    Map<String, EnforcementMode> modes = new TreeMap<>();
    operations()
        .forEach(operation -> modes.put(operation, mode(modeOf(operation)).orElse(general)));
    return modes;
  }

  /** Whether all settings are the same. */
  boolean isSame(SettingValues other) {
    return values.equals(other.values);
  }

  /** Whether all settings but the modes are the same. */
  boolean isSameBesidesModes(SettingValues other) {
    return besidesModes().equals(other.besidesModes());
  }

  private Map<String, String> besidesModes() {
    Map<String, String> others = new TreeMap<>(values);
    others.keySet().removeIf(name -> name.equals(MODE) || name.startsWith(modeOf("")));
    return others;
  }

  /** The text of a setting; empty if it is not set or blank. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** A setting that is a list, separated by commas. */
  Optional<List<String>> list(String name) {
    return text(name)
        .map(
            value ->
                Arrays.stream(value.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList());
  }

  Optional<Boolean> flag(String name) {
    Optional<String> value = text(name).map(text -> text.toLowerCase(Locale.ROOT));
    value
        .filter(text -> !text.equals("true") && !text.equals("false"))
        .ifPresent(
            text -> {
              throw wrong(name, text, "`true` or `false`");
            });
    return value.map(Boolean::valueOf);
  }

  Optional<EnforcementMode> mode(String name) {
    return constant(name, EnforcementMode.class);
  }

  <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
    return text(name).map(value -> constant(name, type, value));
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
        return constant;
      }
    }
    String all =
        Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT).replace('_', '-');
    throw wrong(name, text, "one of " + all);
  }

  /** A duration that is not negative, or {@code forever}. */
  Optional<Duration> age(String name) {
    return text(name)
        .map(value -> value.equals("forever") ? InterceptorBuilder.FOREVER : duration(name, value));
  }

  /** A duration that is not negative, and not so long that it cannot be measured. */
  Optional<Duration> duration(String name) {
    return text(name)
        .map(
            value -> {
              Duration duration = duration(name, value);
              if (duration.compareTo(LONGEST) > 0) {
                throw wrong(name, value, "at most `" + LONGEST + "`");
              }
              return duration;
            });
  }

  private static Duration duration(String name, String text) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below.
    }
    throw wrong(name, text, "a duration such as PT5M");
  }

  /** A whole number above 0. */
  Optional<Integer> count(String name) {
    return text(name).map(value -> count(name, value));
  }

  private static int count(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw wrong(name, text, "a whole number above 0");
  }

  Optional<Double> positive(String name) {
    return text(name).map(value -> positive(name, value));
  }

  private static double positive(String name, String text) {
    try {
      double number = Double.parseDouble(text);
      if (number > 0 && !Double.isInfinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw wrong(name, text, "a number above 0");
  }

  static IllegalArgumentException wrong(String name, String text, String right) {
    return new IllegalArgumentException(
        "`" + PREFIX + name + "` is " + Quoting.quoteShort(text) + "; it must be " + right);
  }
}
