package io.kmspolicy.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.Scenario;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScenarioReaderTest {

  private static final List<String> LINES =
      TestResources.text("corpus/handchecked.jsonl").lines().toList();

  @Test
  @DisplayName("all scenarios of the hand-checked corpus read")
  void read_handCheckedCorpus_readsEachLine() {
    assertThat(LINES).hasSize(98);
    for (int i = 0; i < LINES.size(); i++) {
      Scenario scenario = ScenarioReader.create().line(i + 1).read(LINES.get(i));

      assertThat(scenario.id()).startsWith("handchecked-");
      assertThat(scenario.expected()).isPresent();
    }
  }
}
