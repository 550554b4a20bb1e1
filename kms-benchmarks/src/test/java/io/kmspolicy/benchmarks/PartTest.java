package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises: bad input gets one clear error, and a page is about one run. */
class PartTest {

  @TempDir Path results;

  /** A part has fifteen rounds, and the whole suite five: the others would be of another run. */
  @Test
  void removeEarlier_resultsOfMoreRounds_keepsOtherFilesOnly() throws IOException {
    for (String name :
        List.of("round-1.json", "round-15.json", "calls-5.json", "real-10000-3.json", "run.json")) {
      Files.writeString(results.resolve(name), "[]");
    }
    for (String name : List.of("benchmarks.md", "rounds.json", "mine-1.json")) {
      Files.writeString(results.resolve(name), "");
    }

    Suite.removeEarlier(results);

    try (Stream<Path> left = Files.list(results)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("benchmarks.md", "rounds.json", "mine-1.json");
    }
  }

  @Test
  void wrong_namesOfBenchmarks_areFine() {
    assertThat(Main.wrong("DecisionBenchmark.warm$")).isEmpty();
    assertThat(Main.wrong("warm|LimitBenchmark")).isEmpty();
  }

  @Test
  void wrong_noBenchmarkOfThatName_isSaid() {
    assertThat(Main.wrong("Decision_Benchmark"))
        .isEqualTo("`Decision_Benchmark` matches no name of a benchmark; `-l` lists them");
  }

  /** The suite measures whole calls in alternating blocks instead. */
  @Test
  void wrong_benchmarksThatTheSuiteLeavesOut_areNone() {
    assertThat(Main.wrong("InterceptorBenchmark")).contains("matches no name");
  }

  @Test
  void wrong_noRegularExpression_isSaid() {
    assertThat(Main.wrong("fleet(")).startsWith("`fleet(` is no regular expression: Unclosed");
    assertThat(Main.wrong("a)(b")).startsWith("`a)(b` is no regular expression: Unmatched");
    assertThat(Main.wrong("")).startsWith("a regular expression is missing");
  }
}
