package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * AWS's managed policies give exactly the reviewed findings. Run with {@code
 * -Dkmspolicy.golden=write} to rewrite the list; new findings then need a judgement.
 */
final class ManagedFindingsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path POLICIES =
      Path.of("..", "kms-policy-model", "src", "test", "resources", "managed-policies.json");
  private static final Path REVIEWED = Path.of("src", "test", "resources", "managed-findings.txt");

  /** The share of findings that the policy means so. */
  private static final int MAX_PERCENT = 5;

  @Test
  void lint_managedPolicies_haveTheReviewedFindings() throws IOException {
    List<PolicyText> texts = policies();
    assertThat(texts).hasSizeGreaterThan(200);
    List<String> found =
        LintSettings.none().apply(new PolicyLinter().lint(texts)).findings().stream()
            .map(
                finding ->
                    finding.rule().id()
                        + " "
                        + finding.severity().text()
                        + " "
                        + finding.location().source()
                        + " "
                        + finding.statement())
            .map(String::strip)
            .toList();
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      rewrite(found);
    }
    List<String> reviewed = reviewed();
    assertThat(reviewed).allMatch(line -> line.matches(".+ \\| right.{10,}"));
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            reviewed.stream().map(line -> line.substring(0, line.indexOf(" | "))).toList());
  }

  @Test
  void reviewed_findings_seldomAskForNoAction() throws IOException {
    List<String> reviewed = reviewed();
    long noAction =
        reviewed.stream().filter(line -> line.contains(" | right, as information")).count();
    assertThat(MAX_PERCENT * reviewed.size()).isGreaterThanOrEqualTo((int) (100 * noAction));
  }

  /** Writes the findings with the judgements that the list has for them. */
  private static void rewrite(List<String> found) throws IOException {
    List<String> old = Files.readAllLines(REVIEWED);
    List<String> lines =
        new ArrayList<>(old.stream().filter(line -> line.startsWith("#")).toList());
    lines.add("");
    for (String finding : found.stream().sorted().toList()) {
      lines.add(
          old.stream()
              .filter(line -> line.startsWith(finding + " | "))
              .findFirst()
              .orElse(finding + " | not judged"));
    }
    Files.write(REVIEWED, lines);
  }

  private static List<String> reviewed() throws IOException {
    return Files.readAllLines(REVIEWED).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  static List<PolicyText> policies() throws IOException {
    JsonNode file = JSON.readTree(Files.readString(POLICIES));
    List<PolicyText> texts = new ArrayList<>();
    for (JsonNode policy : file.get("policies")) {
      texts.add(text(policy, policy.get("document")));
    }
    for (JsonNode policy : file.get("otherPoliciesWithKmsStatements")) {
      ObjectNode document = JSON.createObjectNode().put("Version", "2012-10-17");
      for (JsonNode statement : policy.get("kmsStatements")) {
        ObjectNode copy = statement.deepCopy();
        copy.remove(List.of("otherActionsDropped", "otherKeys"));
        document.withArray("Statement").add(copy);
      }
      texts.add(text(policy, document));
    }
    return texts;
  }

  /** The type of a managed policy; the name shows which policies are not identity policies. */
  private static PolicyType type(String name) {
    if (name.endsWith("PermissionsBoundary")) {
      return PolicyType.PERMISSIONS_BOUNDARY;
    }
    return name.endsWith("SessionPolicy") ? PolicyType.SESSION : PolicyType.IDENTITY;
  }

  private static PolicyText text(JsonNode policy, JsonNode document)
      throws JsonProcessingException {
    return new PolicyText(
        policy.get("name").asText(),
        1,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document),
        type(policy.get("name").asText()),
        "");
  }
}
