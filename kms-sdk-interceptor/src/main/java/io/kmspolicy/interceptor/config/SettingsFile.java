package io.kmspolicy.interceptor.config;

import io.kmspolicy.model.text.Quoting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings file. A client is being made meanwhile, so nothing that the file is, such as a
 * pipe, an endless device, or a file of a share that does not respond, may hold it up.
 */
final class SettingsFile {

  /** Many times what all settings take. */
  static final int MAX_BYTES = 1 << 20;

  /** A share that takes longer counts as one that does not respond. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final String PREFIX = SettingValues.PREFIX;
  private static final String OBSERVE = "observe";

  private SettingsFile() {}

  /**
   * The values by the name of the setting, read within five seconds.
   *
   * @throws IllegalArgumentException if the file cannot be read; the message names it
   */
  static Map<String, String> readInTime(Path path) {
    return inTime(path, LONGEST, SettingsFile::read);
  }

  static Map<String, String> inTime(
      Path path, Duration longest, Function<Path, Map<String, String>> reader) {
    FutureTask<Map<String, String>> reading = new FutureTask<>(() -> reader.apply(path));
    Thread thread = new Thread(null, reading, "kms-policy-settings-file", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // It may never end.
    thread.start();
    try {
      return reading.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw unreadable(path, "it takes longer than " + longest, e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw unreadable(path, "reading was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      throw unreadable(path, String.valueOf(e.getCause()), e);
    }
  }

  /**
   * The values by the name of the setting.
   *
   * @throws IllegalArgumentException if the file cannot be read; the message names it
   */
  static Map<String, String> read(Path path) {
    String name = Quoting.quote(path.toString());
    Lines file = new Lines();
    try {
      file.load(new ByteArrayInputStream(bytes(path)));
    } catch (IOException e) {
      throw unreadable(path, Quoting.oneLine(String.valueOf(e.getMessage())), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " is not a file of properties: " + e.getMessage(), e);
    }
    if (!file.ambiguous.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " has two values of "
              + Quoting.quote(file.ambiguous.first())
              + "; only one of them would count");
    }
    Map<String, String> set = new LinkedHashMap<>();
    for (String setting : file.stringPropertyNames()) {
      set.put(setting, file.getProperty(setting));
    }
    return set;
  }

  /** Opening a pipe waits for its writer, so nothing but a regular file is opened. */
  private static byte[] bytes(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("it is not a regular file");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static IllegalArgumentException unreadable(Path path, String why, Exception cause) {
    return new IllegalArgumentException(
        Quoting.quote(path.toString()) + " cannot be read: " + why, cause);
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
      return name.equals(PREFIX + SettingValues.MODE)
          || name.startsWith(PREFIX + SettingValues.modeOf(""));
    }

    private static boolean isObserve(Object value) {
      return value.toString().strip().equalsIgnoreCase(OBSERVE);
    }
  }
}
