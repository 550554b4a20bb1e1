package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Key policies of the shapes that AWS's documentation shows give only findings that were judged
 * right; the file lists them with the judgement.
 */
final class KeyPolicyExamplesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Arguments> examples() throws IOException {
    List<Arguments> examples = new ArrayList<>();
    Path file = Path.of("src", "test", "resources", "lint", "key-policies.jsonl");
    for (String line : Files.readAllLines(file)) {
      JsonNode example = JSON.readTree(line);
      List<String> findings = new ArrayList<>();
      example.get("findings").forEach(finding -> findings.add(finding.asText()));
      assertThat(example.path("judgement").asText().startsWith("right"))
          .as(example.get("name").asText())
          .isEqualTo(!findings.isEmpty());
      examples.add(
          Arguments.of(example.get("name").asText(), example.get("policy").toString(), findings));
    }
    return examples;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void lint_documentedKeyPolicy_findsOnlyWhatIsRight(
      String name, String policy, List<String> findings) {
    assertThat(Lints.key(policy))
        .as(name)
        .map(
            finding ->
                finding.severity().text() + " " + finding.rule().id() + " " + finding.statement())
        .isEqualTo(findings);
  }
}
