package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.report.MemoryFigures;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  @Test
  void measure_smallFleet_findsBytesForKeysAndRows() {
    MemoryFigures figures = MemoryReport.of(400, 200, 1_000).measure();

    assertThat(figures.keys()).isEqualTo(400);
    assertThat(figures.marginalBytesPerKey()).isBetween(50.0, 100_000.0);
    assertThat(figures.bytesPerKey()).isGreaterThan(figures.marginalBytesPerKey());
    assertThat(figures.bytesPerRow()).isBetween(16.0, 10_000.0);
  }
}
