package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings, by name without the prefix {@code kms.policy.}. System properties take precedence
 * over environment variables, which take precedence over the properties file that {@code
 * kms.policy.config} names.
 */
final class SettingValues {

  private static final String PREFIX = "kms.policy.";
  private static final String VARIABLE_PREFIX = "KMS_POLICY_";

  /** A variable of the launcher of the command line, which a process may inherit. */
  private static final String LAUNCHER = "KMS_POLICY_JAR";

  /** The name of the settings file. */
  static final String FILE = "config";

  /** The name of the mode of all operations. */
  static final String MODE = "mode";

  private static final String OBSERVE = "observe";

  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Reads the settings.
   *
   * @param place where the properties come from, for messages
   * @param names the names of all settings, without the prefix
   * @throws IllegalArgumentException if another name is set, or the file cannot be read
   */
  SettingValues(
      Map<String, String> properties,
      String place,
      Map<String, String> environment,
      Collection<String> names) {
    List<String> known = Stream.concat(names.stream(), Stream.of(FILE)).toList();
    addAll(properties, known, place);
    for (String name : known) {
      String value = environment.get(variable(name));
      if (value != null) {
        values.putIfAbsent(name, value);
      }
    }
    refuseOthers(
        environment.keySet(),
        VARIABLE_PREFIX,
        variable ->
            variable.equals(LAUNCHER)
                || known.stream().map(SettingValues::variable).anyMatch(variable::equals),
        "the environment");
    text(FILE).ifPresent(path -> addAll(read(Path.of(path)), names, "`" + path + "`"));
  }

  /** The name of the mode of an operation. */
  static String modeOf(String operation) {
    return MODE + "." + operation;
  }

  /** The operations of KMS, each of which may have a mode. */
  static Stream<String> operations() {
    return KmsCatalogue.bundled().operations().stream().map(KmsOperation::name);
  }

  private void addAll(Map<String, String> set, Collection<String> known, String place) {
    for (String name : known) {
      String value = set.get(PREFIX + name);
      if (value != null) {
        values.putIfAbsent(name, value);
      }
    }
    refuseOthers(
        set.keySet(), PREFIX, name -> known.contains(name.substring(PREFIX.length())), place);
  }

  private static void refuseOthers(
      Collection<String> names, String prefix, Predicate<String> isKnown, String place) {
    for (String name : names) {
      if (name.startsWith(prefix) && !isKnown.test(name)) {
        throw new IllegalArgumentException("`" + name + "` in " + place + " is not a setting");
      }
    }
  }

  private static Map<String, String> read(Path path) {
    Lines file = new Lines();
    try (InputStream stream = Files.newInputStream(path)) {
      file.load(stream);
    } catch (IOException e) {
      throw new IllegalArgumentException("`" + path + "` cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "`" + path + "` is not a file of properties: " + e.getMessage(), e);
    }
    if (!file.ambiguous.isEmpty()) {
      throw new IllegalArgumentException(
          "`"
              + path
              + "` has two values of `"
              + file.ambiguous.first()
              + "`; only one of them would count");
    }
    Map<String, String> set = new LinkedHashMap<>();
    for (String name : file.stringPropertyNames()) {
      if (!name.startsWith(PREFIX)) {
        throw new IllegalArgumentException("`" + name + "` in `" + path + "` is not a setting");
      }
      set.put(name, file.getProperty(name));
    }
    return set;
  }

  /**
   * The lines of a settings file. A name with two values is ambiguous; a mode is observe then, if
   * one of the lines says so: whoever adds that line wants no call to be stopped.
   */
  private static final class Lines extends Properties {

    private static final long serialVersionUID = 1L;

    private final transient SortedSet<String> ambiguous = new TreeSet<>();

    @Override
    public synchronized @Nullable Object put(Object name, Object value) {
      Object earlier = super.put(name, value);
      if (earlier != null && !earlier.equals(value)) {
        if (isMode(name.toString()) && (isObserve(earlier) || isObserve(value))) {
          super.put(name, OBSERVE);
        } else {
          ambiguous.add(name.toString());
        }
      }
      return earlier;
    }

    private static boolean isMode(String name) {
      return name.equals(PREFIX + MODE) || name.startsWith(PREFIX + modeOf(""));
    }

    private static boolean isObserve(Object value) {
      return value.toString().strip().equalsIgnoreCase(OBSERVE);
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
        "`" + PREFIX + name + "` is `" + text + "`; it must be " + right);
  }
}
