package io.kmspolicy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.DecisionReason;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.source.SourceLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promise: one word for each layer and one for each answer, wherever an operator reads or writes.
 */
class WordsTest {

  private static final Path DOCS = Path.of("..", "docs");

  /** The section of the page that lists the former names. */
  private static final Pattern FORMER =
      Pattern.compile("### Former names\n.*?(?=\n#)", Pattern.DOTALL);

  /** The section of the page that says what each word means, with the former names. */
  private static final Pattern WORDS = Pattern.compile("\n## Words\n.*?(?=\n## )", Pattern.DOTALL);

  private static final Pattern OLD =
      Pattern.compile(
          "permissionsBoundary|serviceControl|resourceControl|vpcEndpoint(?!\\(|Id)|keyPolicy|keyMetadata"
              + "|keyTags|keyList|no-permissions-boundary|no-session-policy"
              + "|(service|resource)-control-allows-all|no-vpc-endpoint|openSucceeded|openRefused");

  /** Words that meant an indeterminate answer, where they can mean nothing else. */
  private static final Pattern OLD_ANSWER =
      Pattern.compile(
          "(?<!kms\\.policy\\.)\\bundecided\\b|cannot tell|openSucceeded"
              + "|\\bopen (?:answer|call|decision|check|verdict)s?\\b"
              + "|\\b(?:answer|call|decision|check|verdict|key|event|one|it)s? (?:is|are|stays?) open\\b"
              + "|leaves? (?:it|them|none|calls?|its calls|the (?:call|answer|decision)) open\\b"
              + "|\\bopen because\\b|^\\| `?open`? \\|",
          Pattern.MULTILINE);

  /** A string of Java, or a comment, which is passed over. */
  private static final Pattern STRING_OR_COMMENT =
      Pattern.compile("\"((?:\\\\.|[^\"\\\\\n])*)\"|//[^\n]*|(?s:/\\*.*?\\*/)");

  /** All pages but the one about scenario files, whose members keep their names. */
  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path root : List.of(DOCS, Path.of("..", "examples"))) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !file.endsWith("scenarios.md"))
            .forEach(pages::add);
      }
    }
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml")) {
      pages.add(Path.of("..", name));
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  @DisplayName("No page has a former name outside the section that lists them")
  void page_hasNoFormerName(Path page) throws IOException {
    String text = Files.readString(page);
    assertThat(FORMER.matcher(text).replaceAll("")).doesNotContainPattern(OLD);
  }

  /**
   * The bars of a benchmark have words of their own, and decision records the words of their time.
   */
  @ParameterizedTest
  @MethodSource("pages")
  @DisplayName("No page has a former word of an indeterminate answer outside the section of words")
  void page_hasNoFormerWordOfAnAnswer(Path page) throws IOException {
    String text = WORDS.matcher(Files.readString(page)).replaceAll("");
    if (!page.endsWith("benchmarks.md") && !page.getParent().endsWith("decisions")) {
      assertThat(text).doesNotContainPattern(OLD_ANSWER);
    }
  }

  @Test
  @DisplayName("No explanation has a former name, as text or JSON")
  void explanation_hasNoFormerName() throws IOException {
    Path golden = Path.of("..", "kms-policy-engine/src/test/resources/explanations");
    List<Path> found;
    try (Stream<Path> files = Files.list(golden)) {
      found =
          files.filter(file -> file.toString().matches(".*(\\.explained\\.json|\\.txt)")).toList();
    }
    assertThat(found).hasSizeGreaterThan(50);
    for (Path file : found) {
      // Pointers and places are in scenario files, whose members keep their names.
      String text = Files.readString(file).replaceAll("/policies/[A-Za-z]+/", "");
      assertThat(text).as(file.toString()).doesNotContainPattern(OLD);
    }
  }

  /** Members of JSON, messages and settings are string literals. */
  @Test
  @DisplayName("No text of a program has a former name of a layer, but for where scenarios have it")
  void literal_hasNoFormerNameOfALayer() throws IOException {
    Pattern literal =
        Pattern.compile(
            "\"(?:[^\"\\n]*[^A-Za-z\"\\n])?(?:permissionsBoundary|serviceControl|resourceControl|vpcEndpoint)"
                + "(?![A-Za-z(])[^\"\\n]*\"");
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Path.of(".."))) {
      for (Path file : all.filter(WordsTest::isProgram).toList()) {
        literal
            .matcher(Files.readString(file))
            .results()
            .forEach(hit -> found.add(file.getFileName() + ": " + hit.group()));
      }
    }
    assertThat(found)
        .hasSize(4)
        .allMatch(hit -> hit.startsWith("LayerName.java: "), "of LayerName");
  }

  /**
   * Texts of --help, members of JSON and words of CSV and SARIF are string literals, too. What is
   * left is not about an answer: what a page does when one clicks, what an authorizer is until it
   * is closed, counts of calls without a decision, and former words that are read with a warning.
   */
  @Test
  @DisplayName("No text of a program has a former word of an indeterminate answer")
  void literal_hasNoFormerWordOfAnAnswer() throws IOException {
    Pattern former = Pattern.compile("\\b(?:open|opens|undecided|openness|cannot tell)\\b");
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Path.of(".."))) {
      for (Path file : all.filter(WordsTest::isProgram).toList()) {
        STRING_OR_COMMENT
            .matcher(Files.readString(file))
            .results()
            .filter(hit -> hit.group(1) != null && former.matcher(hit.group(1)).find())
            .forEach(hit -> found.add(file.getFileName() + ": " + hit.group(1)));
      }
    }
    assertThat(found)
        .containsExactlyInAnyOrder(
            "GridMarkup.java:  class=\\\"keys\\\">Arrow keys move, Enter opens a cell, Escape closes"
                + " it.</span></p>",
            "ReportCommand.java:  opens the conditions, and the statements that decide.",
            "Authorizer.java: open",
            "FailOn.java: undecided",
            "KmsPolicyReport.java: undecided",
            "InterceptorCounts.java:  undecided, ",
            "KmsPolicyMetrics.java: kms.policy.undecided");
  }

  @Test
  @DisplayName("No expected output has a former word of an answer")
  void golden_hasNoFormerWordOfAnAnswer() throws IOException {
    Pattern member =
        Pattern.compile(
            "\"(?:result|verdict|outcome|decision|answer|agreement|policies)\"\\s*:\\s*"
                + "\"(?:open|unknown|undecided)\"|,unknown,|^\\S+  +unknown: ",
            Pattern.MULTILINE);
    int looked = 0;
    try (Stream<Path> all = Files.walk(Path.of(".."))) {
      for (Path file : all.filter(WordsTest::isGolden).toList()) {
        String text = Files.readString(file);
        assertThat(text).as(file.toString()).doesNotContainPattern(member);
        assertThat(text).as(file.toString()).doesNotContainPattern(OLD_ANSWER);
        looked++;
      }
    }
    assertThat(looked).isGreaterThan(100);
  }

  private static boolean isGolden(Path file) {
    String name = file.toString().replace('\\', '/');
    return name.contains("/src/test/resources/")
        && name.matches(".*/(?:explanations|query|replay|report|html|pages|golden)/.*")
        && name.matches(".*\\.(?:txt|json|csv|sarif|html)");
  }

  private static boolean isProgram(Path file) {
    String name = file.toString().replace('\\', '/');
    return name.contains("/src/main/java/")
        && name.endsWith(".java")
        && !name.contains("/kms-benchmarks/");
  }

  @Test
  @DisplayName("No name in settings, reports, meters and the endpoint is a former one")
  void name_isNoFormerOne() {
    List<String> names =
        Stream.of(
                Arrays.stream(SourceLayer.values()).map(SourceLayer::text),
                Arrays.stream(DriftFinding.values()).map(DriftFinding::text),
                Arrays.stream(DecisionReason.values()).map(DecisionReason::text),
                Arrays.stream(Assertion.Open.values()).map(Assertion::text),
                Arrays.stream(LayerName.values()).map(LayerName::word))
            .flatMap(one -> one)
            .toList();
    assertThat(names).noneMatch(name -> OLD.matcher(name).find());
    assertThat(names).contains("boundary", "scp", "rcp", "key-policy", "endpoint");
  }

  @Test
  @DisplayName("Sources have the words of the layers, and the page lists each of them")
  void word_ofEachLayer_isOneAndListed() throws IOException {
    List<String> sources = Arrays.stream(SourceLayer.values()).map(SourceLayer::text).toList();
    String page = Files.readString(DOCS.resolve("operations.md"));
    for (LayerName layer : LayerName.values()) {
      assertThat(sources).contains(layer.word());
      assertThat(page).contains("\n| `" + layer.word() + "` | ");
    }
  }
}
