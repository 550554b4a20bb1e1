package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kmspolicy.benchmarks.report.CertainFigures;
import io.kmspolicy.benchmarks.workload.HostileShape;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CertainReportTest {

  @Test
  void count_knownContexts_findsOnlyCertainDecisions() {
    CertainFigures figures =
        CertainReport.count(
            100,
            Duration.ofMinutes(1),
            HostileShape.SHORT_VALUE,
            HostileShape.MANY_RUNS,
            HostileShape.GRANT_VALUES);

    assertThat(figures.shapes())
        .extracting(
            CertainFigures.Shape::name,
            CertainFigures.Shape::byEngine,
            CertainFigures.Shape::byReference)
        .containsExactly(
            tuple("SHORT_VALUE", 16, 16),
            tuple("MANY_RUNS", 16, 16),
            tuple("GRANT_VALUES", 16, 16));
  }

  @Test
  void count_impatient_saysThatTheReferenceDidNotDecide() {
    CertainFigures figures = CertainReport.count(20_000, Duration.ZERO, HostileShape.GRANT_VALUES);

    assertThat(figures.shapes())
        .extracting(CertainFigures.Shape::byReference)
        .containsExactly(CertainFigures.NOT_DECIDED);
  }
}
