package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        .contains(
            "key.yaml:12:29: AWS::KMS::Key Key: error: KMS has no action `kms:Decryptt`"
                + " [unknown-action]")
        .contains("Action: [kms:*, kms:Decryptt]")
        .contains("key.yaml: read as key policy, of a CloudFormation template");
  }

  @Test
  @DisplayName("--type states the type of the policy in output of the AWS command line")
  void lint_outputWithType_readsThePolicyInIt() throws IOException {
    Files.writeString(directory.resolve("output.json"), KEY_POLICY);

    CommandRun run = lint("--type", "key-policy", "output.json");

    assertThat(run.out())
        .contains("output.json:1:" + (KEY_POLICY.indexOf("\\\"kms:Decryptt") + 1) + ": error: ")
        .doesNotContain("invalid-document");
    assertThat(lint("--type", "identity", "output.json").out())
        .contains("[principal-in-identity-policy]");
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
  @DisplayName("a check that could check nothing is indeterminate")
  void lint_nothingResolved_isIndeterminate() throws IOException {
    Files.writeString(
        directory.resolve("key.yaml"),
        """
        Resources:
          Late:
            Type: AWS::KMS::Key
            Properties: {KeyPolicy: !Ref Policy}
        """);

    CommandRun run = lint("key.yaml");

    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.err()).contains("`Late` is not checked: ").doesNotContain("there is no policy");
    assertThat(run.out()).startsWith("0 policies: ").endsWith(", 1 not checked\n");
  }

  @Test
  @DisplayName("a policy with values that are not known is checked as far as it is known")
  void lint_openValues_areCheckedBesideThem() throws IOException {
    Files.writeString(
        directory.resolve("key.yaml"),
        """
        Resources:
          Admin: {Type: AWS::IAM::Role}
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal: {AWS: !GetAtt Admin.Arn}
                    Action: kms:*
                    Resource: "*"
                  - Effect: Allow
                    Principal: {AWS: !Join ["", ["arn:aws:iam::", !Ref Account, ":root"]]}
                    Action: kms:*
                    Resource: "*"
                  - {Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}
        """);

    for (String format : new String[] {"text", "json", "sarif"}) {
      CommandRun run = lint("--format=" + format, "key.yaml");

      assertThat(run.status()).as(format).isEqualTo(1);
      assertThat(run.out())
          .contains("wildcard-principal")
          .doesNotContain("\uFDD0", "\uFDD1", "fdd0", "FDD0", "made-up-name");
    }
    assertThat(lint("key.yaml").out())
        .contains("key.yaml:17:40: AWS::KMS::Key Key: error: ", "1 policy: ")
        .doesNotContain("not checked");
  }

  @Test
  @DisplayName(
      "a note about a value that is not known yet fails nothing, unless the settings raise it")
  void lint_noteAboutAValue_countsOnlyIfRaised() throws IOException {
    Files.writeString(
        directory.resolve("key.yaml"),
        """
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal: {AWS: "arn:aws:iam::111122223333:root"}
                    Action: kms:*
                    Resource: "*"
                  - Effect: Allow
                    Principal: {AWS: !Ref Partner}
                    Action: kms:Decrypt
                    Resource: "*"
        """);
    Files.writeString(
        directory.resolve("raised.json"), "{\"rules\": {\"placeholder\": \"warning\"}}");

    CommandRun run = lint("--fail-on", "info", "key.yaml");

    assertThat(run.out()).contains("[placeholder]").endsWith(" 0 errors, 0 warnings, 1 info\n");
    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(lint("--fail-on", "info", "--settings", "raised.json", "key.yaml").status())
        .isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("what was not checked is counted, and part of every format")
  void lint_unresolved_isCounted() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), TEMPLATE);
    String[] stated = {"--account", "111122223333", "--region", "us-west-2", "key.yaml"};

    assertThat(lint(stated).out())
        .endsWith("1 policy: 1 error, 0 warnings, 0 info, 1 not checked\n");
    assertThat(lint("--format=json", stated[0], stated[1], stated[2], stated[3], stated[4]).out())
        .contains("\"unchecked\": [", "\"policy\": \"Late\"", "gets its name when");
    assertThat(lint("--format=sarif", stated[0], stated[1], stated[2], stated[3], stated[4]).out())
        .contains("\"toolExecutionNotifications\"", "`Late` is not checked: ");
  }

  @Test
  @DisplayName("an open policy whose actions are all of other services is not KMS's concern")
  void lint_unresolvedOfOtherServices_isNotNamed() throws IOException {
    Files.writeString(
        directory.resolve("logs.yaml"),
        TEMPLATE.replace(
            "  Late:\n",
            """
              Logs:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyDocument:
                    Statement:
                      - {Effect: Allow, Action: "logs:Put*", Resource: !GetAtt Group.Arn}
              Late:
            """));

    CommandRun run = lint("--account", "111122223333", "--region", "us-west-2", "logs.yaml");

    assertThat(run.err()).contains("`Late` is not checked").doesNotContain("Logs");
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

    assertThat(run.out())
        .contains("key.yaml:12:29: AWS::KMS::Key Key: error: ")
        .doesNotContain("compose");
    assertThat(run.err()).doesNotContain("compose");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("in a directory, a template in YAML that cannot be read is not passed over")
  @CsvSource(
      delimiter = '|',
      value = {
        "Resources:;  K: {Type: AWS::KMS::Key, Type: AWS::KMS::Key} | 2 | odd.yml:2:28: error: not",
        "Resources:;  K: {Type: AWS::KMS::Key, P: [} | 2 | odd.yml:2:32: error: not YAML: ",
        "Resources: {{ all }};  K:;    Type: 'AWS::KMS::Key' | 2 | odd.yml:2:3: error: not YAML: ",
        "resources:;  Resources:;    K: {Type: AWS::KMS::Key} | 3 | odd.yml:3:9: `odd.yml` is not",
        "on: push;env: {X: '{{ kms:Decrypt }}', X: 2} | 0 | ",
        "resources: {A: {Type: AWS::S3::Bucket}} | 0 | ",
      })
  void lint_directory_unreadTemplates(String text, int status, String said) throws IOException {
    Files.writeString(directory.resolve("odd.yml"), text.replace(';', '\n'));
    Files.writeString(
        directory.resolve("role.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": "
            + "\"kms:Decrypt\", \"Resource\": \"arn:aws:kms:us-west-2:111122223333:key/"
            + "1234abcd-12ab-34cd-56ef-1234567890ab\"}}");

    CommandRun run = lint("--fail-on=error", ".");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
    assertThat(run.out() + run.err()).contains(said == null ? "" : said);
    assertThat((run.out() + run.err()).contains("odd.yml")).isEqualTo(said != null);
    Files.delete(directory.resolve("role.json"));
    assertThat(lint(".").status()).isEqualTo(status == 0 ? 2 : status);
  }

  @Test
  void lint_parameter_isUsed() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), templateOf("Owner"));

    CommandRun run = lint("--parameter", "Owner=111122223333", "key.yaml");

    assertThat(run.out()).contains("key.yaml:13:29: AWS::KMS::Key Key: error: ");
  }

  private static String templateOf(String parameter) {
    return TEMPLATE
        .replace("${AWS::Partition}:iam::${AWS::AccountId}", "aws:iam::${" + parameter + "}")
        .replace("Resources:", "Parameters: {" + parameter + ": {Type: String}}\nResources:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'ParameterKey': 'Owner', 'ParameterValue': '111122223333'},"
            + " {'ParameterKey': 'Other', 'UsePreviousValue': true}]",
        "['Owner=111122223333', 'Other=a=b']",
        "{'Parameters': {'Owner': '111122223333'}, 'Tags': {'team': 'x'}}"
      })
  @DisplayName("values of parameters come from the files that CloudFormation's tools take")
  void lint_parameterFile_isUsed(String parameters) throws IOException {
    Files.writeString(directory.resolve("key.yaml"), templateOf("Owner"));
    Files.writeString(directory.resolve("values.json"), parameters.replace('\'', '"'));

    CommandRun run = lint("--parameters", "values.json", "key.yaml");

    assertThat(run.out()).contains("key.yaml:13:29: AWS::KMS::Key Key: error: ");
  }

  @Test
  @DisplayName("--parameter overrides the file of parameters")
  void lint_parameterOfTheCommandLine_overridesTheFile() throws IOException {
    Files.writeString(directory.resolve("key.yaml"), templateOf("Owner"));
    Files.writeString(directory.resolve("values.yaml"), "- Owner=not an account\n");

    CommandRun run =
        lint("--parameters", "values.yaml", "--parameter", "Owner=111122223333", "key.yaml");

    assertThat(run.out()).contains("key.yaml:13:29: AWS::KMS::Key Key: error: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'Owner': '1'} | 1:1 | must be an array of objects with ParameterKey",
        "['Owner'] | 1:2 | must be an array of objects with ParameterKey",
        "[{'ParameterKey': 'Owner'}] | 1:2 | has no ParameterValue",
        "['Owner=1', 'Owner=2'] | 1:13 | the parameter `Owner` is stated twice",
        "{'Parameters': {'Owner': ['1']}} | 1:26 | must be a string",
        "{'Parameters': {'Owner': null}} | 1:26 | must be a string",
        "[ | 1:2 | not JSON"
      })
  @DisplayName("a file of parameters of another form is refused at its place")
  void lint_malformedParameterFile_isRefused(String text, String place, String message)
      throws IOException {
    Files.writeString(directory.resolve("key.yaml"), templateOf("Owner"));
    Files.writeString(directory.resolve("values.json"), text.replace('\'', '"'));

    CommandRun run = lint("--parameters", "values.json", "key.yaml");

    assertThat(run.err()).contains("values.json:" + place).contains(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }
}
