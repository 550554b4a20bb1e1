package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.report.MemoryFigures;
import io.kmspolicy.benchmarks.report.MemoryFigures.RealRows;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  @Test
  @DisplayName("A key with a policy of its own takes 2 kB; rows keep to their bytes within 25 %")
  void measure_smallFleet_keepsToTheBounds() {
    MemoryFigures figures = MemoryReport.of(6_000, 3_000, 4 << 20).measure();

    assertThat(figures.keys()).isEqualTo(6_000);
    assertThat(figures.bytesPerKey()).isBetween(500.0, 2_000.0);
    RealRows real = figures.real();
    assertThat(real.held()).isGreaterThan(1_000);
    assertThat(real.counted()).isBetween(real.bytes() * 3 / 4, real.bytes() * 5 / 4);
    assertThat(real.bounded()).isBetween(real.bound() / 2, real.bound() * 5 / 4);
    assertThat(real.left()).isLessThan(real.bound() / 8);
    assertThat(figures.heldOwnRowBytes())
        .isBetween(figures.promisedRowBytes() / 4, figures.promisedRowBytes() * 5 / 4);
  }
}
