package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.io.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lint} on files that hold policies: findings are at their places in these files. */
final class LintEmbeddedTest {

  private static final String TEMPLATE =
      """
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Version: "2012-10-17"
              Statement:
                - Sid: Account
                  Effect: Allow
                  Principal:
                    AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
                  Action: [kms:*, kms:Decryptt]
                  Resource: "*"
        Late:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy: !Ref Policy
      """;

  private static final String KEY_POLICY =
      "{\"Policy\": \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": {\\\"Effect\\\":"
          + " \\\"Allow\\\", \\\"Principal\\\": {\\\"AWS\\\": \\\"111122223333\\\"},"
          + " \\\"Action\\\": \\\"kms:Decryptt\\\", \\\"Resource\\\": \\\"*\\\"}}\"}";

  @TempDir private Path directory;

  private CommandRun lint(String... args) {
    List<String> all = new ArrayList<>(List.of("lint"));
    all.addAll(List.of(args));
    return CommandRun.in(directory, "", all.toArray(String[]::new));
  }

  @Test
  @DisplayName("a finding in a template has the line and column of the YAML, and shows its line")
  void lint_template_locatesInTheYaml() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), TEMPLATE);

    CommandRun run = lint("--account", "111122223333", "--region", "us-west-2", "key.yaml");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("key.yaml:12:29: error: KMS has no action `kms:Decryptt` [unknown-action]")
        .contains("Action: [kms:*, kms:Decryptt]")
        .contains("key.yaml: read as key policy, of a CloudFormation template");
  }

  @Test
  @DisplayName("a policy that the template leaves open is named, with what is missing")
  void lint_unresolved_isNamed() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), TEMPLATE);

    CommandRun run = lint("-q", "--account", "111122223333", "--region", "us-west-2", "key.yaml");

    assertThat(run.err())
        .isEqualTo(
            "key.yaml:17:18: `Late` is not checked: `Policy` gets its name when it is deployed\n");
  }

  @Test
  @DisplayName("a check that checked nothing is a mistake")
  void lint_nothingResolved_isBadInput() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), TEMPLATE);

    CommandRun run = lint("key.yaml");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("there is no policy in it");
  }

  @Test
  void lint_getKeyPolicy_locatesInsideTheString() throws IOException {
    Files.writeString(directory.resolve("key.json"), KEY_POLICY);

    CommandRun run = lint("key.json");

    assertThat(run.out())
        .contains("key.json:1:" + (KEY_POLICY.indexOf("\\\"kms:Decryptt") + 1) + ": error: ");
  }

  @Test
  @DisplayName("SARIF has the region in the file that was given")
  void lint_sarif_hasTheFile() throws IOException {
    Files.writeString(directory.resolve("key.json"), KEY_POLICY);

    CommandRun run = lint("--format", "sarif", "key.json");

    assertThat(run.out()).contains("\"startLine\": 1").doesNotContain("key.json#");
  }

  @Test
  @DisplayName("in a directory, templates are read, and other YAML is left alone")
  void lint_directory_readsTemplates() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), TEMPLATE);
    Files.writeString(directory.resolve("compose.yml"), "services: {web: {image: x}}\n");

    CommandRun run = lint("--account", "111122223333", "--region", "us-west-2", ".");

    assertThat(run.out()).contains("key.yaml:12:29: error: ").doesNotContain("compose");
    assertThat(run.err()).doesNotContain("compose");
  }

  @Test
  void lint_parameter_isUsed() throws IOException {
    String template =
        TEMPLATE
            .replace("${AWS::Partition}:iam::${AWS::AccountId}", "aws:iam::${Owner}")
            .replace("Resources:", "Parameters: {Owner: {Type: String}}\nResources:");
    Files.writeString(directory.resolve("key.yaml"), template);

    CommandRun run = lint("--parameter", "Owner=111122223333", "key.yaml");

    assertThat(run.out()).contains("key.yaml:13:29: error: ");
  }
}
