package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The answers against the labelled corpora. With nothing unknown every answer is the label; where
 * something is unknown, no certain answer is wrong and few are open that could be certain.
 */
@DisplayName("corpora")
class CorpusTest {

  /** Of a thousand labels with unknown parts, how many answers may be open all the same. */
  private static final int MOST_IMPRECISE = 5;

  private static void check(Corpus corpus) {
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Corpus.Comparison result = corpus.compare(evaluator);

      assertThat(result.wrong()).as("wrong by %s", evaluator).isEmpty();
      int most = corpus.isPartial() ? result.count() * MOST_IMPRECISE / 1000 : 0;
      assertThat(result.imprecise())
          .as("imprecise by %s", evaluator)
          .hasSizeLessThanOrEqualTo(most);
    }
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  void decide_bundledSample_givesTheLabels(Corpus corpus) {
    check(corpus);
  }

  @Test
  void bundledSample_all_holdsEveryFamily() {
    assertThat(Corpus.bundled()).hasSize(17);
  }

  /** The whole corpora, where they stand beside the checkout or a property names their place. */
  @Nested
  class Whole {

    private static Optional<Path> directory() {
      String property = System.getProperty("kmspolicy.corpus", "");
      if (!property.isEmpty()) {
        return Optional.of(Path.of(property));
      }
      for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
        Path candidate = place.resolveSibling("shared").resolve("corpus");
        if (place.getParent() != null && Files.isDirectory(candidate)) {
          return Optional.of(candidate);
        }
      }
      return Optional.empty();
    }

    static List<Corpus> whole() {
      return directory().map(Corpus::in).orElse(List.of());
    }

    @BeforeAll
    static void findCorpora() {
      assumeTrue(
          directory().isPresent(),
          "the whole corpora are not here; name their directory with -Dkmspolicy.corpus");
    }

    @ParameterizedTest
    @MethodSource("whole")
    void decide_wholeCorpus_givesTheLabels(Corpus corpus) {
      check(corpus);
    }
  }
}
