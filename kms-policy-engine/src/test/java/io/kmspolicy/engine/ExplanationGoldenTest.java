package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares explanations of every kind with golden files: a scenario, its explanation as text and as
 * JSON. Run with {@code -Dkmspolicy.golden=write} to rewrite the files, and review the difference.
 */
class ExplanationGoldenTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/explanations");

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !name.endsWith(".explained.json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("The text leads from the decision down to the compared value")
  void text_everyKind_isAsTheGoldenFile(String name) throws IOException {
    assertGolden(name + ".txt", explain(name).text());
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("The JSON has the documented members")
  void json_everyKind_isAsTheGoldenFile(String name) throws IOException {
    assertGolden(name + ".explained.json", explain(name).json() + "\n");
  }

  private static Explanation explain(String name) throws IOException {
    String text = Files.readString(DIRECTORY.resolve(name + ".json"));
    Scenario scenario = ScenarioReader.create().source(name + ".json").read(text);
    return PolicyEvaluator.reference().explain(scenario.request(), scenario.policies());
  }

  private static void assertGolden(String name, String actual) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
