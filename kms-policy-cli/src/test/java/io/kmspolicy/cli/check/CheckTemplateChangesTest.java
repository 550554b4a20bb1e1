package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kms-policy check} says of changes of templates that no layer holds. */
final class CheckTemplateChangesTest {

  private static final String KEY =
      "{'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17',"
          + " 'Statement': {'Effect': 'Allow', 'Principal': {'AWS':"
          + " 'arn:aws:iam::111122223333:root'}, 'Action': 'kms:*', 'Resource': '*'}}}}";

  @TempDir private Path folder;

  private CommandRun check(@Nullable String before, @Nullable String after) throws IOException {
    write("before.json", before);
    write("after.json", after);
    return CommandRun.in(
        folder,
        "",
        "check",
        "--before=before.json",
        "--after=after.json",
        "--account=111122223333",
        "--region=us-west-2");
  }

  private void write(String file, @Nullable String resources) throws IOException {
    String rest = resources == null ? "" : ", " + resources;
    Files.writeString(
        folder.resolve(file),
        ("{'Transform': 'AWS::Serverless-2016-10-31', 'Resources': {'K': " + KEY + rest + "}}")
            .replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          G | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'ManagedPolicyArns': ['arn:aws:iam::aws:policy/AdministratorAccess']}}
          G | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'PermissionsBoundary': 'arn:aws:iam::111122223333:policy/b'}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}}}
          P | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}}}, 'P': {'Type': 'AWS::IAM::ManagedPolicy', 'Properties': {'Roles': [{'Ref': 'G'}], 'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*'}}}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}}}
          G | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['s3:GetObject', 'sqs:*'], 'Resource': '*'}]}}]}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['s3:*', '*'], 'Resource': '*'}]}}]}}
          G | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['s3:GetObject', 'sqs:*'], 'Resource': '*'}]}}]}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'NotAction': 's3:*', 'Resource': '*'}]}}]}}
          G | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'ManagedPolicyArns': []}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'ManagedPolicyArns': ['arn:aws:iam::111122223333:policy/AmazonS3ReadOnlyAccess']}}
          FRole | 'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies': []}} | 'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies': ['arn:aws:iam::111122223333:policy/Administrator']}}
          MRole | 'M': {'Type': 'AWS::Serverless::StateMachine'} | 'M': {'Type': 'AWS::Serverless::StateMachine', 'Properties': {'Policies': 'arn:aws:iam::111122223333:policy/Administrator'}}
          FRole | 'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies': [{'FuturePolicy': {'KeyId': 'a'}}]}} | 'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies': [{'FuturePolicy': {'KeyId': 'b'}}]}}
          S | 'S': {'Type': 'AWS::SSO::PermissionSet'} | 'S': {'Type': 'AWS::SSO::PermissionSet', 'Properties': {'ManagedPolicies': ['arn:aws:iam::aws:policy/AdministratorAccess']}}
          S | | 'S': {'Type': 'AWS::SSO::Assignment', 'Properties': {'PermissionSetArn': 'a', 'TargetId': '111122223333'}}
          C | 'C': {'Type': 'AWS::ControlTower::EnabledControl', 'Properties': {'ControlIdentifier': 'a'}} | 'C': {'Type': 'AWS::ControlTower::EnabledControl', 'Properties': {'ControlIdentifier': 'b'}}
          C | 'C': {'Type': 'AWS::ControlTower::EnabledControl', 'Properties': {'ControlIdentifier': 'a'}} |
          J | 'J': {'Type': 'AWS::IAM::Group', 'Properties': {'GroupName': 'g', 'ManagedPolicyArns': ['arn:aws:iam::aws:policy/AWSDenyAll']}} | 'J': {'Type': 'AWS::IAM::Group', 'Properties': {'GroupName': 'g'}}
          A | 'A': {'Type': 'AWS::Serverless::Application', 'Properties': {'Location': 'a'}} | 'A': {'Type': 'AWS::Serverless::Application', 'Properties': {'Location': 'b'}}
          P | 'P': {'Type': 'AWS::ServiceCatalog::CloudFormationProvisionedProduct', 'Properties': {'ProductName': 'a'}} | 'P': {'Type': 'AWS::ServiceCatalog::CloudFormationProvisionedProduct', 'Properties': {'ProductName': 'b'}}
          O | 'O': {'Type': 'AWS::Organizations::Policy', 'Properties': {'Type': 'SERVICE_CONTROL_POLICY', 'TargetIds': ['r-1']}} | 'O': {'Type': 'AWS::Organizations::Policy', 'Properties': {'Type': 'SERVICE_CONTROL_POLICY'}}
          """)
  @DisplayName("A change about policies that are in no layer is indeterminate, never passed")
  void newAccess_changeBesideLayers_isUndecided(String name, String before, String after)
      throws IOException {
    assertNotCompared(name, before, after);
  }

  @Test
  @DisplayName(
      "The key of a template has its logical name also in the example, in text and Markdown")
  void newAccess_keyOfTemplate_isNamedAsInTheFile() throws IOException {
    write("before.json", null);
    String text = Files.readString(folder.resolve("before.json"));
    Files.writeString(
        folder.resolve("after.json"),
        text.replace("{\"AWS\": \"arn:aws:iam::111122223333:root\"}", "\"*\""));
    for (String format : List.of("text", "markdown")) {
      CommandRun run =
          CommandRun.in(
              folder,
              "",
              "check",
              "--before=before.json",
              "--after=after.json",
              "--format=" + format,
              "--account=111122223333",
              "--region=us-west-2");

      assertThat(run.out()).contains("anyone").doesNotContain("00000000-0000-");
      if (format.equals("text")) {
        assertThat(run.out()).contains("    on: K\n", "      key: K\n");
      }
    }
  }

  private void assertNotCompared(String name, @Nullable String before, @Nullable String after)
      throws IOException {
    CommandRun run = check(before, after);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out()).contains("the change of `" + name + "` is not compared: ");
    CommandRun same = check(after, after);
    assertThat(same.status()).as(same.out() + same.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'CodeUri': 'a'}} | 'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'CodeUri': 'b'}}
          'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}]}}]}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}, {'Effect': 'Allow', 'Action': ['s3:GetObject', 'sqs:*'], 'Resource': '*'}]}}]}}
          'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': []}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['s3:GetObject', 'sqs:*'], 'Resource': '*'}]}}], 'AssumeRolePolicyDocument': {'Statement': []}}}
          'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'ManagedPolicyArns': []}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'ManagedPolicyArns': ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']}}
          'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Path': '/'}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': {'Ref': 'N'}, 'Path': '/'}}, 'P': {'Type': 'AWS::IAM::Policy', 'Properties': {'Roles': [{'Ref': 'G'}], 'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['s3:GetObject', 'sqs:*'], 'Resource': '*'}]}}}
          'G': {'Type': 'AWS::IAM::Role', 'Properties': {'Description': 'a'}} | 'G': {'Type': 'AWS::IAM::Role', 'Properties': {'Description': 'b'}}
          'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies': ['AdministratorAccess']}} |
          """)
  @DisplayName("Other changes of these resources do not matter")
  void newAccess_otherChange_passes(String before, String after) throws IOException {
    CommandRun run = check(before, after);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'Parameters': {'P': {'Type': 'String', 'Default': '%s'}}
          'Mappings': {'P': {'a': {'b': '%s'}}}
          'Conditions': {'P': {'Fn::Equals': ['%s', 'x']}}
          'Conditions': {'P': {'Fn::Not': [{'Condition': 'Q'}]}, 'Q': {'Fn::Equals': ['%s', 'x']}}
          'Globals': {'Function': {'PermissionsBoundary': '%s'}}
          """)
  @DisplayName("A change of what a resource mentions is a change of the resource")
  void newAccess_changeOfSettings_isUndecided(String settings) throws IOException {
    String function =
        "'F': {'Type': 'AWS::Serverless::Function', 'Properties': {'Policies':"
            + " [{'Fn::Sub': '${P}'}]}}";
    String old = function + "}, " + settings.formatted("x") + ", 'Outputs': {";
    String next = function + "}, " + settings.formatted("y") + ", 'Outputs': {";

    assertNotCompared("FRole", old, next);
  }
}
