package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SAM makes a role for each function and state machine without one. What the change of a function
 * gives its role is compared, and its policies are linted.
 */
final class ServerlessRolesTest {

  private static final String KEY =
      """
      Transform: AWS::Serverless-2016-10-31
      Parameters: {P: {Type: String}}
      Resources:
        K:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}
                  Action: kms:*
                  Resource: '*'
      """;

  private static final String NOTHING =
      "[AWSLambdaBasicExecutionRole, SQSPollerPolicy: {QueueName: q}]";

  @TempDir private Path folder;

  private static String function(String policies) {
    return resource("Function", "Policies: " + policies);
  }

  private static String resource(String type, String properties) {
    return "  F: {Type: 'AWS::Serverless::" + type + "', Properties: {" + properties + "}}\n";
  }

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.yaml"), KEY + before);
    Files.writeString(folder.resolve("after.yaml"), KEY + after);
    return CommandRun.in(folder, "", "check", "--before=before.yaml", "--after=after.yaml");
  }

  private static void assertStatus(CommandRun run, int status) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NOTHING,
        "AWSLambdaBasicExecutionRole",
        "[arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]",
        "[{Version: '2012-10-17', Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}]",
        "[!If [C, SQSPollerPolicy: {QueueName: q}, !Ref AWS::NoValue]]"
      })
  @DisplayName("A function without a word about KMS passes")
  void check_functionWithoutKms_passes(String policies) throws IOException {
    assertStatus(check("", function(policies)), ExitStatus.OK);
    assertStatus(check(function("[]"), function(policies)), ExitStatus.OK);
    assertStatus(check(function(policies), ""), ExitStatus.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [KMSDecryptPolicy: {KeyId: !Ref K}]                                       | kms:Decrypt
          {KMSEncryptPolicy: {KeyId: !Ref K}}                                       | kms:Encrypt
          [KMSEncryptPolicy_v2: {KeyId: !Ref K}]                                    | kms:Encrypt, kms:GenerateDataKey, kms:GenerateDataKeyPair, kms:GenerateDataKeyPairWithoutPlaintext, kms:GenerateDataKeyWithoutPlaintext
          [{Statement: [{Effect: Allow, Action: kms:Sign, Resource: !GetAtt K.Arn}]}] | kms:Sign
          """)
  @DisplayName("What a policy template or document allows is a row")
  void check_functionThatUsesTheKey_fails(String policies, String actions) throws IOException {
    for (String before : new String[] {"", function(NOTHING)}) {
      CommandRun run = check(before, function(policies));
      assertStatus(run, ExitStatus.DENIED);
      assertThat(run.out())
          .contains(
              "/STACK-FRole-RANDOM: use\n    actions: " + actions + "\n    on: K\n",
              "by: AWS::IAM::Role FRole in after.yaml:14:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MQ", "SelfManagedKafka", "DocumentDB"})
  @DisplayName("The key of the secret of an event is one with which the function decrypts")
  void check_secretOfAnEvent_fails(String type) throws IOException {
    String event = "Events: {E: {Type: %s, Properties: {SecretsManagerKmsKeyId: %s}}}";
    String key = "1234abcd-12ab-34cd-56ef-1234567890ab";
    CommandRun run = check(function("[]"), resource("Function", event.formatted(type, key)));
    assertThat(run.out())
        .contains("/STACK-FRole-RANDOM: use\n    actions: kms:Decrypt\n    on: ", key);

    String queue = event.formatted("SQS", key);
    assertStatus(check(function("[]"), resource("Function", queue)), ExitStatus.OK);
  }

  @Test
  @DisplayName("A boundary that Globals no longer set is not passed over")
  void check_boundaryOfGlobals_isUndecided() throws IOException {
    String decrypt = function("[KMSDecryptPolicy: {KeyId: !Ref K}]");
    String globals =
        "Globals: {Function: {PermissionsBoundary: 'arn:aws:iam::aws:policy/Limit', Timeout: 3}}\n";
    assertStatus(check(decrypt + globals, decrypt), ExitStatus.INDETERMINATE);
    assertStatus(check(decrypt + globals, decrypt + globals.replace("3", "4")), ExitStatus.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Role: !GetAtt Other.Arn, Policies: [KMSDecryptPolicy: {KeyId: !Ref K}]",
        "Role: 'arn:aws:iam::aws:role/x', Policies: [KMSDecryptPolicy: {KeyId: !Ref K}]"
      })
  @DisplayName("A function with a role has no other one, and its policies do not count")
  void check_functionWithRole_makesNone(String properties) throws IOException {
    CommandRun run = check("", resource("Function", properties));
    assertThat(run.out()).doesNotContain("FRole");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[FuturePolicy: {KeyId: !Ref K}]",
        "[KMSDecryptPolicy: {}]",
        "[{Version: '2012-10-17', Statements: []}]",
        "[!Ref P]",
        "!Ref P",
        "[!If [C, KMSDecryptPolicy: {KeyId: !Ref K}, !Ref AWS::NoValue]]"
      })
  @DisplayName("What a policy says that is not known does not pass")
  void check_unknownPolicy_isUndecided(String policies) throws IOException {
    assertThat(check(function("[]"), function(policies)).status()).isNotEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName("A role that a condition decides about is compared as another one does")
  void check_conditionalRole_isUndecided() throws IOException {
    String policies = "Policies: [KMSDecryptPolicy: {KeyId: !Ref K}]";
    String some = "Role: !If [C, !Ref P, !Ref AWS::NoValue], " + policies;
    assertStatus(
        check(resource("Function", some), resource("Function", policies)),
        ExitStatus.INDETERMINATE);
    assertStatus(check(resource("Function", some), resource("Function", some)), ExitStatus.OK);
  }

  @Test
  @DisplayName("lint reads the policies of functions and state machines")
  void lint_policiesOfFunctions_areRead() throws IOException {
    for (String type : new String[] {"Function", "StateMachine"}) {
      Files.writeString(
          folder.resolve("t.yaml"),
          KEY
              + resource(
                  type,
                  "Policies: [{Statement: {Effect: Allow, Action: 'kms:*', Resource: '*'}},"
                      + " KMSDecryptPolicy: {KeyId: !GetAtt K.Arn}]"));
      CommandRun run = CommandRun.in(folder, "", "lint", "t.yaml");
      assertThat(run.out())
          .contains("AWS::IAM::Role FRole: warning: ", "[key-administration-in-iam]")
          .contains("AWS::IAM::Role FRole: error: ", "[resource-matches-nothing]");
    }
  }
}
