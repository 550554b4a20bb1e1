package io.kmspolicy.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

  private static List<Double> upTo(int size) {
    return IntStream.rangeClosed(1, size).mapToObj(value -> (double) value).toList();
  }

  @Test
  void of_unsorted_hasMedianAndEnds() {
    assertThat(Statistics.of(List.of(3.0, 1.0, 2.0, 9.0))).isEqualTo(new Statistics(2.5, 1, 9, 4));
  }

  /** Tables of the sign test: for n values, k are left out at each end for 93.75 % and more. */
  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "5,0", "8,0", "9,1", "11,1", "12,2", "20,5"})
  void of_manyValues_leavesOutTheOutermost(int size, int leftOut) {
    assertThat(Statistics.of(upTo(size)).low()).isEqualTo(1 + leftOut);
    assertThat(Statistics.of(upTo(size)).high()).isEqualTo(size - leftOut);
  }
}
