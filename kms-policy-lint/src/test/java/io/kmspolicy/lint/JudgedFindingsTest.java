package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.LintRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code judged-findings.tsv}: findings in public policies, templates and plans, drawn by chance,
 * with the verdicts of two readers who did not know each other's. The rows stay as they were
 * judged, also where a rule was mended since.
 */
class JudgedFindingsTest {

  private static final Set<String> VERDICTS = Set.of("true", "noise", "false");
  private static final List<String> COLUMNS =
      List.of(
          "repository",
          "commit",
          "path",
          "place",
          "rule",
          "verdict A",
          "reason A",
          "verdict B",
          "reason B");

  private static List<List<String>> lines() {
    try (InputStream in =
        Objects.requireNonNull(
            JudgedFindingsTest.class.getResourceAsStream("/judged-findings.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<List<String>> rows() {
    return lines().subList(1, lines().size());
  }

  @Test
  void hasOneHundredRows() {
    assertThat(lines().get(0)).isEqualTo(COLUMNS);
    assertThat(rows())
        .hasSize(100)
        .allSatisfy(row -> assertThat(row).hasSize(COLUMNS.size()).noneMatch(String::isBlank));
  }

  @Test
  void namesEachFindingOnce() {
    Set<List<String>> findings = new HashSet<>();
    assertThat(rows()).allSatisfy(row -> assertThat(findings.add(row.subList(0, 5))).isTrue());
  }

  @Test
  void namesACommitAPlaceAndARuleOfTheLinter() {
    Set<String> rules =
        Arrays.stream(LintRule.values()).map(LintRule::id).collect(Collectors.toSet());
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row.get(0)).matches("[\\w.-]+/[\\w.-]+");
              assertThat(row.get(1)).matches("[0-9a-f]{40}");
              assertThat(row.get(3)).matches("\\d+:\\d+( /.*)?");
              assertThat(rules).contains(row.get(4));
            });
  }

  @Test
  void hasVerdictsWithReasons() {
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(VERDICTS).contains(row.get(5), row.get(7));
              assertThat(row.get(6)).endsWith(".");
              assertThat(row.get(8)).endsWith(".");
            });
  }
}
