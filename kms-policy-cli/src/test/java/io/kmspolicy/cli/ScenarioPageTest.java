package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page about scenarios describes every member that the reader takes. */
class ScenarioPageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private String page = "";

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(ROOT.resolve("docs/scenarios.md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'request':{'?':1}",
        "'policies':{'?':1}",
        "'policies':{'key':{'?':1}}",
        "'policies':{'serviceControl':[{'?':1}]}",
        "'policies':{'grants':[{'?':1}]}",
        "'policies':{'grants':[{'Constraints':{'?':1}}]}",
        "'unknown':{'?':1}"
      })
  @DisplayName("every member that an error lists is on the page")
  void page_everyMember_isDescribed(String members) {
    Set<String> known = listedInError("{'id':'a'," + members + "}");

    assertThat(known).isNotEmpty();
    assertThat(described()).containsAll(known);
  }

  @Test
  @DisplayName("every decision is on the page")
  void page_everyDecision_isDescribed() {
    Set<String> known = listedInError("{'id':'a','expected':{'decision':'?'}}");

    assertThat(known).hasSize(5);
    assertThat(described()).containsAll(known);
  }

  @Test
  @DisplayName("the example of the page has the expected answer")
  void page_example_isDecidedAsLabelled() {
    String example = page.substring(page.indexOf("```json\n") + 8, page.indexOf("\n```\n"));

    CommandRun run =
        CommandRun.in(
            ROOT,
            example.lines().map(String::strip).reduce("", String::concat),
            "evaluate",
            "--check",
            "-");

    assertThat(run.out()).isEqualTo("{\"id\":\"app-decrypts\",\"decision\":\"indeterminate\"}\n");
    assertThat(run.status()).isZero();
  }

  /** The names in the first column of the tables, and those between back-ticks elsewhere. */
  private Set<String> described() {
    return names(page.substring(page.indexOf("\n```\n") + 5));
  }

  /** What the reader's message says that there is instead of {@code ?}. */
  private static Set<String> listedInError(String scenario) {
    String output = CommandRun.in(ROOT, scenario.replace('\'', '"'), "evaluate", "-").out();
    return Arrays.stream(output.split("it has |it must be "))
        .skip(1)
        .map(ScenarioPageTest::names)
        .collect(TreeSet::new, Set::addAll, Set::addAll);
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
