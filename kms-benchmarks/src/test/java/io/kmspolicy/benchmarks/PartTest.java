package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Promise: bad input gets one clear error. */
class PartTest {

  @Test
  void wrong_namesOfBenchmarks_areFine() {
    assertThat(Main.wrong("DecisionBenchmark.fleet$")).isEmpty();
    assertThat(Main.wrong("fleet|LimitBenchmark")).isEmpty();
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
