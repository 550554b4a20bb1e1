package io.kmspolicy.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole corpora, if they are beside the checkout or in the directory that a property names. */
@DisplayName("whole corpora")
class WholeCorpusTest {

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

  static List<Corpus> partial() {
    return whole().stream()
        .filter(corpus -> corpus.isPartial() || corpus.name().startsWith("open"))
        .toList();
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
    CorpusTest.check(corpus);
  }

  @ParameterizedTest
  @MethodSource("partial")
  void explain_partialCorpus_isAsCertainAsTheTables(Corpus corpus) {
    CorpusTest.checkExplanations(corpus);
  }

  @ParameterizedTest
  @MethodSource("whole")
  void decide_wholeCorpus_staysWithinTheBudget(Corpus corpus) {
    CorpusTest.checkSteps(corpus);
  }
}
