package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Policies like those of AWS's documentation give only the expected findings. The resource files
 * list the findings; each was reviewed and judged right.
 */
final class DocumentedPoliciesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Arguments> examples() throws IOException {
    Path folder = Path.of("src", "test", "resources");
    List<String> lines = new ArrayList<>();
    lines.addAll(Files.readAllLines(folder.resolve("key-policies.jsonl")));
    lines.addAll(Files.readAllLines(folder.resolve("documented-policies.jsonl")));
    List<Arguments> examples = new ArrayList<>();
    for (String line : lines) {
      JsonNode example = JSON.readTree(line);
      List<String> findings = new ArrayList<>();
      example.get("findings").forEach(finding -> findings.add(finding.asText()));
      assertThat(example.path("judgement").asText().startsWith("right"))
          .as(example.get("name").asText())
          .isEqualTo(!findings.isEmpty());
      examples.add(
          Arguments.of(
              example.get("name").asText(),
              DocumentType.parse(example.path("type").asText("key")).orElseThrow(),
              example.get("policy").toString(),
              findings));
    }
    return examples;
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("examples")
  void lint_documentedPolicy_hasOnlyExpectedFindings(
      String name, DocumentType type, String policy, List<String> findings) {
    PolicyText text = new PolicyText("policy.json", 1, policy, type, "");
    assertThat(new PolicyLinter().lint(List.of(text)))
        .as(name)
        .map(
            finding ->
                finding.severity().text() + " " + finding.rule().id() + " " + finding.statement())
        .isEqualTo(findings);
  }
}
