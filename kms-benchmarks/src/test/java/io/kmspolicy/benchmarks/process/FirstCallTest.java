package io.kmspolicy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls are made and written; how long they take here says nothing. */
class FirstCallTest {

  @Test
  void main_cold_writesTheFirstAndTheSecondCall(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("first-call.json");
    FirstCall.main(new String[] {file.toString()});

    JsonNode results = new ObjectMapper().readTree(file.toFile());
    assertThat(results.findValuesAsText("benchmark"))
        .containsExactly(
            "io.kmspolicy.benchmarks.FirstCall.cold", "io.kmspolicy.benchmarks.FirstCall.second");
  }
}
