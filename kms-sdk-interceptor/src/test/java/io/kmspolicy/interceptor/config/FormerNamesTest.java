package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promise: each former name that {@code docs/operations.md} lists for a setting, an assertion or
 * {@code directory.properties} is read, and one line of the log says what to write for it.
 */
@Isolated
class FormerNamesTest {

  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Map<String, String> CALLER =
      Map.of(
          "kms.policy.caller", "arn:aws:iam::111122223333:role/App",
          "kms.policy.remember-denials", "PT5S");

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(before);
  }

  private List<String> warnings() {
    return logged
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("WARN"))
        .toList();
  }

  /** The former names of a row of the page, each with the name of today. */
  private static Stream<Arguments> row(String where) throws IOException {
    String row =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| ") && line.substring(2).startsWith(where))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row of former names for " + where));
    String[] cells = row.split("\\|");
    List<String> former = names(cells[2]);
    List<String> today = names(cells[3]);
    assertThat(former).hasSizeGreaterThan(3).hasSameSizeAs(today);
    List<Arguments> pairs = new ArrayList<>();
    for (int i = 0; i < former.size(); i++) {
      pairs.add(Arguments.of(former.get(i), today.get(i)));
    }
    return pairs.stream();
  }

  private static List<String> names(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map((MatchResult name) -> name.group(1))
        .toList();
  }

  private static Stream<Arguments> layersOfAws() throws IOException {
    return row("`kms.policy.aws`");
  }

  private static Stream<Arguments> assertions() throws IOException {
    return row("`kms.policy.assertions`");
  }

  private static Stream<Arguments> layersOfDirectories() throws IOException {
    return row("`--assume-none`");
  }

  /** The layers that live AWS loads with this setting. */
  private static List<SourceLayer> loaded(String layer) {
    System.setProperty("aws.region", "us-west-2");
    Map<String, String> settings = new HashMap<>(CALLER);
    settings.put("kms.policy.aws", layer);
    settings.put("kms.policy.aws.vpc-endpoint", "vpce-1");
    try (ConfiguredInterceptor made = new Settings(settings, Map.of()).made()) {
      return made.source().orElseThrow().statuses().stream().map(SourceStatus::layer).toList();
    } finally {
      System.clearProperty("aws.region");
    }
  }

  @ParameterizedTest
  @MethodSource("layersOfAws")
  @DisplayName("kms.policy.aws: the former name loads the same layer, with one warning")
  void aws_formerName_isReadWithAWarning(String former, String today) {
    assertThat(loaded(former)).singleElement().isEqualTo(loaded(today).get(0));
    assertThat(warnings())
        .filteredOn(line -> line.contains("`kms.policy.aws`"))
        .singleElement()
        .asString()
        .endsWith(
            "write `"
                + today
                + "` for `"
                + former
                + "` in `kms.policy.aws`; the next version refuses the old name");
  }

  @ParameterizedTest
  @MethodSource("assertions")
  @DisplayName("kms.policy.assertions: the former name asserts the same, with one warning")
  void assertion_formerName_isReadWithAWarning(String former, String today) throws Exception {
    assertThat(Assertion.parse(former)).isEqualTo(Assertion.parse(today));
    Map<String, String> settings = new HashMap<>(CALLER);
    settings.put("kms.policy.assertions", former);
    try (ConfiguredInterceptor made = new Settings(settings, Map.of()).made()) {
      assertThat(made.interceptor().counts().calls()).isZero();
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .endsWith(
            "write `"
                + today
                + "` for `"
                + former
                + "` in `kms.policy.assertions`; the next version refuses the old name");
  }

  @ParameterizedTest
  @MethodSource("layersOfDirectories")
  @DisplayName("directory.properties: the former name states the layer, with one warning")
  void directoryProperties_formerName_isReadWithAWarning(String former, String today)
      throws Exception {
    Files.writeString(directory.resolve("directory.properties"), "none = " + former + "\n");
    try (WatchedDirectory watched = WatchedDirectory.open(directory)) {
      assertThat(watched.awaitLoaded(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .endsWith(
            "directory.properties: write `"
                + today
                + "` for `"
                + former
                + "`, which the next version refuses");
  }

  @Test
  @DisplayName("Names of today are read without a warning")
  void namesOfToday_areReadWithoutAWarning() throws Exception {
    Files.writeString(
        directory.resolve("directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants, endpoint\n");
    Map<String, String> settings = new HashMap<>(CALLER);
    settings.put("kms.policy.directory", directory.toString());
    settings.put("kms.policy.await", "PT30S");
    settings.put(
        "kms.policy.assertions",
        "no-boundary,no-session,scp-allows-all,rcp-allows-all,no-endpoint,no-session-tags");
    try (ConfiguredInterceptor made = new Settings(settings, Map.of()).made()) {
      assertThat(made.interceptor().counts().calls()).isZero();
      assertThat(warnings()).isEmpty();
    }
  }
}
