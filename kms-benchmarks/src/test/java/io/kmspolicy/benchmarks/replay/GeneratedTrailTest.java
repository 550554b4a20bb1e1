package io.kmspolicy.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.Agreement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workload of the benchmark is what it claims: every event is judged, and as AWS did. */
class GeneratedTrailTest {

  private static final int RECORDS = 2_000;

  @TempDir Path policies;

  @Test
  void lines_withTheirPolicies_agreeWithAws() {
    GeneratedTrail.writePolicies(policies);
    ReplayReport report;
    try (Replay replay =
        new Replay(
            Policies.of(PolicyDirectory.load(policies)),
            Optional.empty(),
            ReplayOptions.defaults())) {
      replay.read("trail", new ByteArrayInputStream(GeneratedTrail.lines(RECORDS)));
      report = replay.report();
    }

    assertThat(report.records().lost()).isZero();
    assertThat(report.events(Agreement.SAME)).isEqualTo(RECORDS);
    assertThat(report.matrix()).hasSize(2);
  }

  /** The benchmark reads parts, and the other tests of a trail one text. */
  @Test
  void lines_inParts_areTheSameRecords() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();

    GeneratedTrail.lines(25, 10).forEach(joined::writeBytes);

    assertThat(joined.toByteArray()).isEqualTo(GeneratedTrail.lines(25));
  }

  @Test
  void write_size_isReachedWithWholeRecords() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    long records = GeneratedTrail.write(out, 100_000);

    assertThat(out.size()).isBetween(100_000, 102_000);
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize((int) records);
  }
}
