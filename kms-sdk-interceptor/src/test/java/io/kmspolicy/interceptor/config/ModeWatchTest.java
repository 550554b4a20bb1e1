package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.source.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modes in the settings file are applied while the process runs. */
@Isolated // It lists the threads of the process.
class ModeWatchTest {

  private static final List<String> NAMES =
      Stream.concat(
              Stream.of("mode", "caller", "remember-denials"),
              SettingValues.operations().map(SettingValues::modeOf))
          .toList();

  @TempDir private Path directory;
  private final Map<String, String> properties = new HashMap<>();
  private Path file;
  private KmsPolicyInterceptor interceptor;
  private ModeWatch watch;

  @BeforeEach
  void open() throws IOException {
    file = directory.resolve("kms-policy.properties");
    properties.put("kms.policy.config", file.toString());
    write("mode=enforce");
    interceptor = new Settings(withoutFile(), Map.of()).made().interceptor();
    interceptor.switchMode(EnforcementMode.ENFORCE);
    watch = new ModeWatch(interceptor, read(), this::read);
  }

  private static Map<String, String> withoutFile() {
    return Map.of(
        "kms.policy.caller",
        "arn:aws:iam::111122223333:user/alice",
        "kms.policy.remember-denials",
        "PT1S");
  }

  @AfterEach
  void close() {
    watch.close();
    interceptor.close();
  }

  private SettingValues read() {
    return new SettingValues(properties, "the test", Map.of(), NAMES, SettingsFile::read);
  }

  private void write(String... settings) throws IOException {
    Files.write(file, Stream.of(settings).map(setting -> "kms.policy." + setting).toList());
  }

  private EnforcementMode mode(String operation) {
    return interceptor.mode(operation);
  }

  @Test
  @DisplayName(
      "A switch to observe is applied at the next look, and a look takes place in a second")
  void look_observe_isAppliedAtOnce() throws IOException {
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
    write("mode=observe");
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(mode("Encrypt")).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(ModeWatch.TICK).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  @DisplayName("One operation is switched")
  void look_oneOperation_isSwitchedAlone() throws IOException {
    write("mode=enforce", "mode.Decrypt=observe");
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(mode("Encrypt")).isEqualTo(EnforcementMode.ENFORCE);
  }

  @Test
  @DisplayName(
      "A switch to enforce is applied when two looks find the same: a file may be half written")
  void look_enforce_isAppliedWhenTheFileHasSettled() throws IOException {
    write("mode=enforce", "mode.Decrypt=observe");
    watch.look();
    write("mode=enforce"); // Half of what is being written.
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
    write("mode=enforce", "mode.Decrypt=observe", "mode.Encrypt=observe");
    watch.look();
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
    write("mode=enforce");
    watch.look();
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(mode("Encrypt")).isEqualTo(EnforcementMode.ENFORCE);
  }

  @Test
  @DisplayName("Settings that are wrong or gone change nothing")
  void look_wrongOrMissingFile_changesNothing() throws IOException {
    write("mode=sometimes");
    watch.look();
    write("modus=observe");
    watch.look();
    write("mode=observe", "assertions=no-grants", "assertions=no-session");
    watch.look();
    Files.delete(file);
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
    write("mode=observe");
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
  }

  @ParameterizedTest
  @CsvSource({"mode=observe, mode=enforce", "mode=enforce, mode=observe"})
  @DisplayName("A line with observe stops no call, wherever another line with the mode is")
  void look_modeTwice_isObserve(String first, String second) throws IOException {
    write(first, second);
    watch.look();
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
  }

  @Test
  @DisplayName("A mode that the application has switched stays until the file changes")
  void look_unchangedFile_leavesWhatTheApplicationSwitched() throws IOException {
    interceptor.switchMode("Decrypt", EnforcementMode.OBSERVE);
    watch.look();
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
  }

  @Test
  @DisplayName("A system property takes precedence over the file")
  void look_systemProperty_takesPrecedence() throws IOException {
    properties.put("kms.policy.mode", "enforce");
    write("mode=observe");
    watch.look();
    assertThat(mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
  }

  @Test
  @DisplayName("A log that fails ends no watch: calls can still be let through")
  void tick_logFails_goesOn() throws IOException {
    PrintStream before = System.err;
    AtomicInteger failures = new AtomicInteger();
    try {
      System.setErr(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
              failures.incrementAndGet();
              throw new IllegalStateException("the log fails");
            }
          });
      write("mode=nonsense");
      watch.start();
      Eventually.isTrue("a failure", () -> failures.get() > 0);
      write("mode=observe");
      Eventually.isTrue("the switch", () -> mode("Decrypt") == EnforcementMode.OBSERVE);
    } finally {
      System.setErr(before);
    }
  }

  @Test
  @DisplayName("The configured interceptor watches its file, and its thread ends when it is closed")
  void made_withAFile_watchesIt() throws IOException {
    Map<String, String> all = new HashMap<>(withoutFile());
    all.put("kms.policy.config", file.toString());
    Set<Thread> before = watching();
    try (ConfiguredInterceptor made = new Settings(all, Map.of()).made()) {
      assertThat(made.interceptor().mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
      write("mode=observe");
      Eventually.isTrue(
          "the switch", () -> made.interceptor().mode("Decrypt") == EnforcementMode.OBSERVE);
    }
    Eventually.isTrue("the end of the thread", () -> before.containsAll(watching()));
  }

  /** The threads that watch settings. Other tests leave some: the shared interceptor stays open. */
  private static Set<Thread> watching() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(ModeWatch.THREAD))
        .collect(Collectors.toUnmodifiableSet());
  }
}
