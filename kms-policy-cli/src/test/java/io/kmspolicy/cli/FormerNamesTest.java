package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: each former name that {@code docs/operations.md} lists for an option is read with one
 * warning that says what to write for it, and the answer is that of the new name.
 */
class FormerNamesTest {

  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final Path PAGE = Path.of("../docs/operations.md");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ROLE = "arn:aws:iam::111122223333:role/App";

  private static CommandRun run(String line) {
    return CommandRun.in(EXAMPLES, "", line.replace("KEY", KEY).replace("ROLE", ROLE).split(" "));
  }

  /** The former names of a row of the page, each with the name of today. */
  private static Stream<Arguments> row(String where, String from, int names) throws IOException {
    String row =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| " + where))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row of former names for " + where));
    String[] cells = row.split("\\|");
    List<String> former = names(cells[2].substring(cells[2].indexOf(from)));
    List<String> today = names(cells[3].substring(Math.max(0, cells[3].indexOf(from))));
    assertThat(former).hasSize(names).hasSameSizeAs(today);
    List<Arguments> pairs = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      pairs.add(Arguments.of(former.get(i), today.get(i)));
    }
    return pairs.stream();
  }

  private static List<String> names(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map((MatchResult name) -> name.group(1))
        .filter(name -> !name.startsWith("--"))
        .toList();
  }

  private static Stream<Arguments> layers() throws IOException {
    return row("`--assume-none`", "", 4);
  }

  private static Stream<Arguments> types() throws IOException {
    return row("options", "`--type`", 5);
  }

  private static void assertReadWithAWarning(
      String line, String option, String former, String today) {
    CommandRun now = run(line + today);
    CommandRun then = run(line + former);
    String warning =
        "warning: %s: write `%s` for `%s`, which the next version refuses"
            .formatted(option, today, former);
    assertThat(now.err()).as(line).doesNotContain("warning: ");
    assertThat(then.err().lines())
        .as(line)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(warning), now.err().lines()).toList());
    assertThat(then.out()).as(line).isEqualTo(now.out());
    assertThat(then.status()).as(line).isEqualTo(now.status());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void assumeNone_formerName_isReadWithAWarning(String former, String today) {
    assertReadWithAWarning(
        "who-can kms:Decrypt KEY --policies policies --assume-none ",
        "--assume-none",
        former,
        today);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void unknownLayer_formerName_isReadWithAWarning(String former, String today) {
    assertReadWithAWarning(
        "explain --principal ROLE --action kms:Decrypt --resource KEY --key-policy key-policy.json"
            + " --unknown-layer ",
        "--unknown-layer",
        former,
        today);
  }

  @ParameterizedTest
  @MethodSource("types")
  void lintType_formerName_isReadWithAWarning(String former, String today) {
    String file = former.equals("key") ? "key-policy.json" : "app-policy.json";
    assertReadWithAWarning("lint --format json " + file + " --type ", "--type", former, today);
  }

  @ParameterizedTest
  @CsvSource({
    "who-can kms:Decrypt KEY --policies policies --result , --result",
    "what-can ROLE --policies policies --result , --result",
    "who-can kms:Decrypt KEY --policies policies --expect , --expect",
    "what-can ROLE --policies policies --key KEY --expect , --expect"
  })
  @DisplayName("The former word for an indeterminate answer")
  void result_formerWord_isReadWithAWarning(String line, String option) {
    assertReadWithAWarning(line + " ", option, "unknown", "indeterminate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"new-access", "lockout", "replay"})
  @DisplayName("The former word for an indeterminate part of a check")
  void failOn_formerWord_isReadWithAWarning(String part) {
    String line = "check --before policies --after policies --fail-on " + part + "=";
    CommandRun now = run(line + "indeterminate");
    CommandRun then = run(line + "undecided");
    assertThat(now.err()).doesNotContain("warning: --fail-on");
    assertThat(then.err().lines().filter(one -> one.startsWith("warning: --fail-on")))
        .containsExactly(
            "warning: --fail-on "
                + part
                + ": write `indeterminate` for `undecided`, which the next version refuses");
    assertThat(then.out()).isEqualTo(now.out());
    assertThat(then.status()).isEqualTo(now.status());
  }
}
