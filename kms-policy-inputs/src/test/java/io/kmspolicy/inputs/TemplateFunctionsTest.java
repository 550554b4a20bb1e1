package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudFormation's functions: each is evaluated where the template tells its value. */
class TemplateFunctionsTest {

  /** A template of a key whose policy names one principal, which is an expression. */
  private static final String TEMPLATE =
      """
      {"Mappings": {"Roles": {"prod": {"arn": "arn:aws:iam::111122223333:role/Prod"}}},
       "Parameters": {"Stage": {"Type": "String"}},
       "Resources": {
        "App": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "App"}},
        "Job": {"Type": "AWS::IAM::User", "Properties": {"UserName": "job", "Path": "/ci/"}},
        "Made": {"Type": "AWS::IAM::Role", "Properties": {}},
        "Self": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Ref": "Self"}}},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [
          {"Effect": "Allow", "Principal": {"AWS": @}, "Action": "kms:*", "Resource": "*"}]}}}}}
      """;

  private static InputFile read(String principal) {
    try {
      return PolicyInputs.create()
          .account("111122223333")
          .region("cn-north-1")
          .parameters(Map.of("Stage", "prod"))
          .read("template", TEMPLATE.replace("@", principal.replace('\'', '"')));
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Ref': 'Stage'}                                           | "prod"
          {'Ref': 'AWS::AccountId'}                                  | "111122223333"
          {'Ref': 'AWS::Partition'}                                  | "aws-cn"
          {'Ref': 'AWS::URLSuffix'}                                  | "amazonaws.com.cn"
          {'Ref': 'App'}                                             | "App"
          {'Fn::GetAtt': ['App', 'Arn']}                             | "arn:aws-cn:iam::111122223333:role/App"
          {'Fn::GetAtt': 'Job.Arn'}                                  | "arn:aws-cn:iam::111122223333:user/ci/job"
          {'Fn::Sub': 'x-${Stage}-${!y}'}                            | "x-prod-${y}"
          {'Fn::Sub': '${App.Arn}'}                                  | "arn:aws-cn:iam::111122223333:role/App"
          {'Fn::Sub': ['${a}/${Stage}', {'a': {'Ref': 'App'}}]}      | "App/prod"
          {'Fn::Join': ['-', ['a', {'Ref': 'Stage'}]]}               | "a-prod"
          {'Fn::Select': ['1', {'Fn::Split': [',', 'a,b']}]}         | "b"
          {'Fn::Select': [0, ['a', {'Ref': 'Made'}]]}                | "a"
          {'Fn::FindInMap': ['Roles', {'Ref': 'Stage'}, 'arn']}      | "arn:aws:iam::111122223333:role/Prod"
          {'Fn::If': ['C', 'same', 'same']}                          | "same"
          """)
  @DisplayName("a function whose arguments are known has its value")
  void read_functionOfKnownValues_isEvaluated(String expression, String value) {
    InputFile file = read(expression);

    assertThat(file.unresolved()).isEmpty();
    assertThat(file.policies()).hasSize(1);
    assertThat(file.policies().get(0).json()).contains("\"AWS\":\n" + value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Ref': 'Made'}                              | `Made` gets its name when it is deployed
          {'Ref': 'Nothing'}                           | `Nothing` gets its name when it is deployed
          {'Ref': 'AWS::StackName'}                    | the value of `AWS::StackName` is not stated
          {'Fn::GetAtt': ['Made', 'Arn']}              | `Made.Arn` is known when it is deployed
          {'Fn::GetAtt': ['App', 'RoleId']}            | `App.RoleId` is known when it is deployed
          {'Fn::GetAtt': ['Self', 'Arn']}              | `Self.Arn` is known when it is deployed
          {'Fn::GetAtt': 'App'}                        | `Fn::GetAtt` has no arguments of the form that it needs
          {'Fn::Sub': '${Made}'}                       | `Made` gets its name when it is deployed
          {'Fn::Sub': {}}                              | `Fn::Sub` has no arguments of the form that it needs
          {'Fn::Join': ['-', [{'Ref': 'Made'}]]}       | `Made` gets its name when it is deployed
          {'Fn::Join': '-'}                            | `Fn::Join` has no arguments of the form that it needs
          {'Fn::Select': [5, ['a']]}                   | `Fn::Select` has no arguments of the form that it needs
          {'Fn::Split': ['', 'a']}                     | `Fn::Split` has no arguments of the form that it needs
          {'Fn::FindInMap': ['Roles', 'test', 'arn']}  | the mapping has no such value
          {'Fn::If': ['C', 'one', 'other']}            | the condition of `Fn::If` is evaluated when it is deployed
          {'Fn::ImportValue': 'other-stack'}           | `Fn::ImportValue` is not evaluated here
          {'Fn::Transform': {'Name': 'x'}}             | `Fn::Transform` is not evaluated here
          """)
  @DisplayName("a function of anything else makes its policy unresolved, with the reason")
  void read_functionOfUnknownValues_isUnresolved(String expression, String reason) {
    InputFile file = read(expression);

    assertThat(file.policies()).isEmpty();
    assertThat(file.unresolved())
        .singleElement()
        .satisfies(policy -> assertThat(policy.reason()).isEqualTo(reason));
    assertThat(file.unresolved().get(0).location().line()).isEqualTo(9);
  }

  @Test
  @DisplayName("AWS::NoValue removes the element that it stands for")
  void read_noValue_isRemoved() {
    InputFile file = read("['a', {'Ref': 'AWS::NoValue'}]");

    assertThat(file.policies().get(0).json()).contains("[\n\"a\"]");
  }

  /** No place of a policy is so deep that an unknown value there is overlooked. */
  @Property(tries = 300)
  void read_unknownAnywhere_isUnresolved(@ForAll @IntRange(min = 0, max = 11) int place) {
    List<String> parts =
        List.of(
            "'2012-10-17'",
            "'s'",
            "'Allow'",
            "'111122223333'",
            "'kms:Decrypt'",
            "'*'",
            "'a'",
            "'b'",
            "'c'",
            "'d'",
            "'e'",
            "'f'");
    String document =
        "{'Version': @0@, 'Statement': [{'Sid': @1@, 'Effect': @2@, 'Principal': {'AWS': [@3@]},"
            + " 'Action': @4@, 'Resource': [@5@], 'Condition': {'StringEquals': {'x': [@6@, @7@]},"
            + " 'StringLike': {'y': @8@}, 'Null': {'z': @9@}, 'Bool': {'v': @10@}, 'IpAddress':"
            + " {'w': @11@}}}]}";
    for (int i = 0; i < parts.size(); i++) {
      document = document.replace("@" + i + "@", i == place ? "{'Ref': 'Made'}" : parts.get(i));
    }
    String template =
        "{'Resources': {'Key': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': "
            + document
            + "}}}}";
    try {
      InputFile file = PolicyInputs.create().read("template", template.replace('\'', '"'));
      assertThat(file.policies()).isEmpty();
      assertThat(file.unresolved()).hasSize(1);
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }
}
