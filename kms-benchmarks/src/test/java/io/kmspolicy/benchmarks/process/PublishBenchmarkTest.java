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
  @DisplayName("A small run has every result")
  void measure_fewKeys_writesEveryResult() throws IOException {
    Path file = directory.resolve("publish.json");
    PublishBenchmark.of(500, 3).measure(file);

    assertThat(Files.readString(file))
        .contains(
            "PublishBenchmark.one",
            "PublishBenchmark.whileNoneCpu",
            "PublishBenchmark.whileOneCpu");
  }

  @Test
  @DisplayName("A population that is passed key by key is decided as expected")
  void main_fewKeys_decidesAll() {
    MillionKeys.main(new String[] {"300"});
  }
}
