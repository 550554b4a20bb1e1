package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.input.OpenState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A layer that both files leave open, for the same reason, need not be the same: what a file says
 * of the rest of it may differ. Such a change is indeterminate, never passed.
 */
final class CheckOpenLayersTest {

  private static final String ALLOW =
      "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'kms:Decrypt',"
          + " 'Resource': '*'}}";

  private static final String KNOWN =
      "'Known': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17',"
          + " 'Statement': {'Effect': 'Allow', 'Principal': {'AWS':"
          + " 'arn:aws:iam::111122223333:root'}, 'Action': 'kms:*', 'Resource': '*'}}}}, ";

  private static final String ATTACHED =
      """
      {"address": "aws_iam_role_policy_attachment.b", "mode": "managed",
       "type": "aws_iam_role_policy_attachment", "name": "b", "values":
        {"role": "App", "policy_arn": "arn:aws:iam::111122223333:policy/q"}},
      """;

  @TempDir private Path folder;

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.json"), before);
    Files.writeString(folder.resolve("after.json"), after);
    return CommandRun.in(
        folder,
        "",
        "check",
        "--before=before.json",
        "--after=after.json",
        "--account=111122223333",
        "--region=us-west-2",
        "--fail-on=lint=never,lockout=never");
  }

  private void assertUndecided(String before, String after) throws IOException {
    CommandRun same = check(after, after);
    assertThat(same.status()).as(same.out() + same.err()).isZero();

    CommandRun run = check(before, after);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    // Open values are read as their bounds (rule 1.13), so that the comparison itself is undecided.
    assertThat(run.out())
        .contains("new-access  indeterminate")
        .containsPattern("new-access: what is not (known|decided)\n");
  }

  @ParameterizedTest
  @CsvSource({
    "Deny, inline, none",
    "Deny, attached, none",
    "Allow, none, attached",
    "Deny, attached, inline"
  })
  @DisplayName("A state: policies of a role beside one that the file does not hold")
  void newAccess_stateWithOpenRole_isUndecided(String effect, String before, String after)
      throws IOException {
    assertUndecided(state(effect, before), state(effect, after));
  }

  private static String state(String effect, String more) {
    String resource =
        switch (more) {
          case "inline" -> OpenState.INLINE;
          case "attached" -> ATTACHED;
          default -> "";
        };
    return OpenState.with(effect, resource);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': {'Ref': 'N'}}, 'Action': 'kms:*', 'Resource': '*'}%s]}}} | | , {'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*'}
          'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Fn::If': ['C', ALLOW, {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': '%s', 'Action': 'kms:*', 'Resource': '*'}}]}}} | 111122223333 | *
          'R': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'App', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': [{'Ref': 'N'}, '%s'], 'Resource': '*'}}}]}} | s3:* | kms:*
          'P': {'Type': 'AWS::IAM::RolePolicy', 'Properties': {'RoleName': 'Elsewhere', 'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': [{'Ref': 'N'}, '%s'], 'Resource': '*'}}}} | s3:* | kms:*
          'R': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'App', 'ManagedPolicyArns': [{'Ref': 'M'}]}}, 'M': {'Type': 'AWS::IAM::ManagedPolicy', 'Properties': {'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': [{'Ref': 'N'}, '%s'], 'Resource': '*'}}}} | s3:* | kms:*
          'U': {'Type': 'AWS::IAM::User', 'Properties': {'UserName': 'alice', 'ManagedPolicyArns': ['arn:aws:iam::111122223333:policy/SecurityAudit']}}, 'P': {'Type': 'AWS::IAM::Policy', 'Properties': {'PolicyName': 'p', 'PolicyDocument': ALLOW, 'Users': ['%s']}} | bob | alice
          'U': {'Type': 'AWS::IAM::User', 'Properties': {'UserName': 'alice'}}, 'A': {'Type': 'AWS::IAM::UserToGroupAddition', 'Properties': {'Users': [{'Ref': 'N'}], 'GroupName': '%s'}} | g | h
          'S': {'Type': 'AWS::CloudFormation::Stack', 'Properties': {'TemplateURL': '%s'}} | a | b
          'O': {'Type': 'AWS::Organizations::Policy', 'Properties': {'Type': 'SERVICE_CONTROL_POLICY', 'Content': {'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Action': [{'Ref': 'N'}, '%s'], 'Resource': '*'}}}} | kms:* | s3:*
          'X': {'Type': 'My::Own::Thing::MODULE', 'Properties': {'P': '%s'}} | a | b
          'Fn::Transform': {'Name': 'AWS::Include', 'Parameters': {'Location': '%s'}} | a | b
          'Fn::ForEach::L': ['N', ['a'], {'P${N}': {'Type': 'AWS::IAM::Policy', 'Properties': {'Roles': ['%s']}}}] | a | b
          """)
  @DisplayName("A template: a value that is not known, beside one that differs")
  void newAccess_templateWithOpenValue_isUndecided(
      String resources, @Nullable String before, String after) throws IOException {
    assertUndecided(template(resources, before, ""), template(resources, after, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': {'AWS': {'Ref': 'N'}}, 'Action': 'kms:*', 'Resource': '*'}}}} | , 'Parameters': {'N': {'Type': 'String', 'Default': '%s'}}
          'P': {'Type': 'AWS::IAM::RolePolicy', 'Condition': 'N', 'Properties': {'RoleName': 'Elsewhere', 'PolicyName': 'p', 'PolicyDocument': ALLOW}} | , 'Conditions': {'N': {'Fn::Equals': ['*', '%s']}}
          'U': {'Type': 'AWS::IAM::User', 'Properties': {'UserName': 'alice'}}, 'A': {'Type': 'AWS::IAM::UserToGroupAddition', 'Condition': 'N', 'Properties': {'Users': ['alice'], 'GroupName': 'g'}} | , 'Conditions': {'N': {'Fn::Equals': ['*', '%s']}}
          'X': {'Type': 'AWS::SNS::Topic'} | , 'Transform': ['M'], 'Mappings': {'N': {'a': {'b': '%s'}}}
          """)
  @DisplayName("A template: a parameter, a condition or the input of a macro that differs")
  void newAccess_templateWithOtherSetting_isUndecided(String resources, String setting)
      throws IOException {
    assertUndecided(
        template(resources, "", setting.formatted("111122223333")),
        template(resources, "", setting.formatted("*")));
  }

  private static String template(String resources, @Nullable String value, String more) {
    String filled =
        resources.replace("ALLOW", ALLOW).replace("%s", Objects.requireNonNullElse(value, ""));
    return ("{'Resources': {" + KNOWN + filled + "}" + more + "}").replace('\'', '"');
  }
}
