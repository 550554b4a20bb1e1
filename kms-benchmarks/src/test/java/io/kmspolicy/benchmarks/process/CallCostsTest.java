package io.kmspolicy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallCostsTest {

  @TempDir Path directory;

  @Test
  void measure_fewBlocks_hasAValueForEachKindAndBlock() throws IOException {
    Path file = directory.resolve("calls-1.json");

    CallCosts.of(1, 4, 2).measure(file);

    List<String> names = new ArrayList<>();
    for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
      names.add(result.path("benchmark").asText());
      JsonNode blocks = result.path("primaryMetric").path("rawData").path(0);
      assertThat(blocks).hasSize(4).allMatch(value -> value.asDouble() > 0);
    }
    assertThat(names)
        .containsExactly(
            "io.kmspolicy.benchmarks.CallCosts.none",
            "io.kmspolicy.benchmarks.CallCosts.allowed",
            "io.kmspolicy.benchmarks.CallCosts.denied");
  }
}
