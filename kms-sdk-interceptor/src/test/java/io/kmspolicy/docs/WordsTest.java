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
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: one word for each layer and one for each answer, wherever an operator reads or writes.
 */
class WordsTest {

  private static final Path DOCS = Path.of("..", "docs");

  /** The section of the page that lists the former names. */
  private static final Pattern FORMER =
      Pattern.compile("### Former names\n.*?(?=\n#)", Pattern.DOTALL);

  private static final Pattern OLD =
      Pattern.compile(
          "permissionsBoundary|serviceControl|resourceControl|vpcEndpoint(?!\\()|keyPolicy|keyMetadata"
              + "|keyTags|keyList|no-permissions-boundary|no-session-policy"
              + "|(service|resource)-control-allows-all|no-vpc-endpoint|openSucceeded|openRefused");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interceptor.md",
        "operations.md",
        "policy-directory.md",
        "sources.md",
        "spring-boot.md"
      })
  @DisplayName("No page of the interceptor has a former name outside the section that lists them")
  void page_hasNoFormerName(String page) throws IOException {
    String text = Files.readString(DOCS.resolve(page));
    assertThat(FORMER.matcher(text).replaceAll("")).doesNotContainPattern(OLD);
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
