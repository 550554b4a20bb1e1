package io.kmspolicy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishBenchmarkTest {

  @TempDir Path directory;

  @Test
  @DisplayName("A small run has every result, and fails where equal policies lose rows")
  void measure_fewKeys_writesEveryResult() throws IOException {
    Path file = directory.resolve("publish.json");
    PublishBenchmark.of(500, 3, 2).measure(file);

    assertThat(Files.readString(file))
        .contains(
            "PublishBenchmark.one",
            "PublishBenchmark.equal",
            "PublishBenchmark.known",
            "PublishBenchmark.afterEqual",
            "PublishBenchmark.serviceControl",
            "PublishBenchmark.afterServiceControl",
            "PublishBenchmark.all",
            "PublishBenchmark.whileOne",
            "PublishBenchmark.whileServiceControlUncollected",
            "PublishBenchmark.whileAllCpu",
            "PublishBenchmark.timesNone",
            "PublishBenchmark.timesAll");
  }

  @Test
  void latencies_percentiles_areWithinThreePercent() {
    Latencies times = new Latencies();
    for (int nanos = 1; nanos <= 100_000; nanos++) {
      times.add(nanos);
    }
    times.add(3_000_000_000L);
    assertThat(times.percentile(50)).isBetween(50_000.0, 51_600.0);
    assertThat(times.percentile(99)).isBetween(99_000.0, 102_100.0);
    assertThat(times.percentile(100)).isEqualTo(3e9);
    assertThat(times.mean()).isBetween(79_990.0, 80_010.0);
  }

  @Test
  void measure_growingKeys_needMoreHeap() {
    var points = HeapCurve.measure(100, 1_000).points();
    assertThat(points).hasSize(2);
    assertThat(points.get(1).read()).isGreaterThan(500_000);
    assertThat(points.get(1).decided()).isGreaterThan(points.get(1).read());
  }

  @Test
  @DisplayName("A population that is passed key by key is decided as expected")
  void main_fewKeys_decidesAll() {
    MillionKeys.main(new String[] {"300"});
  }
}
