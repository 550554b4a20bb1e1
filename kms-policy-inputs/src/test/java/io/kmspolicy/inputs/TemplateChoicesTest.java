package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a template says of a value that it leaves open: which texts it may be, and of what use. */
class TemplateChoicesTest {

  private static final String TEMPLATE =
      """
      Parameters:
        Stage: {Type: String, AllowedValues: [dev, prod]}
        Free: {Type: String}
        Partner: {Type: String, AllowedValues: ['444455556666', '777788889999']}
        Late: {Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [/a, /b]}
      Mappings:
        Accounts:
          dev: {Id: '444455556666', Role: '*', Late: '{{resolve:ssm:/role}}'}
          prod: {Id: '777788889999', Role: '*', Late: '*'}
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Version: 2012-10-17
              Statement:
                - Effect: Allow
                  Principal: {AWS: %s}
                  Action: kms:Decrypt
                  Resource: '*'
      """;

  private static Part part(String expression) throws InputException {
    InputFile file = PolicyInputs.create().read("key.yaml", TEMPLATE.formatted(expression));
    return OpaqueText.parts(file.unresolved().get(0).known().orElseThrow().json())
        .iterator()
        .next();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!FindInMap [Accounts, !Ref Stage, Id] | 444455556666,777788889999",
        "!FindInMap [Accounts, !Ref Stage, Role] | *",
        "!FindInMap [Accounts, dev, !Ref Free] | ",
        "!Ref Partner | 444455556666,777788889999",
        "!Ref Free | ",
        "!Ref Late | ",
        "!If [Has, !FindInMap [Accounts, !Ref Stage, Id], !Ref Stage] |"
            + " 444455556666,777788889999,dev,prod",
        "!If [Has, '111122223333', !Ref Free] | 111122223333,<!Ref Free>",
        "!If [Has, !Sub 'a-${Free}', !Ref 'AWS::NoValue'] | a-<!Ref Free>,<!Ref AWS::NoValue>",
        "!Sub '${Stage}' | dev,prod"
      })
  @DisplayName(
      "a value of a mapping or a list is one of the texts there, unless one is open itself")
  void read_value_isOneOfTheTextsThatAreListed(String expression, String choices)
      throws InputException {
    Part part = part(expression);
    if (choices == null) {
      assertThat(part.kind()).isEqualTo(Kind.ANY);
    } else {
      assertThat(part.kind()).isEqualTo(Kind.CHOICE);
      assertThat(part.choices())
          .extracting(text -> OpaqueText.replaced(text, one -> "<" + one.reference() + ">"))
          .containsExactly(choices.split(","));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "!GetAtt Elsewhere.Arn, RESOURCE_ARN",
    "!GetAtt Elsewhere.Id, ANY",
    "!GetAtt Bucket.Arn, ANY",
    "!GetAtt Made.Arn, ROLE_NAME"
  })
  @DisplayName("an attribute Arn of a resource that the file does not have is an ARN")
  void read_attributeOfAResourceOfAnotherFile_isAnArn(String expression, Kind kind)
      throws InputException {
    String template =
        TEMPLATE.formatted(expression)
            + "  Bucket: {Type: 'AWS::S3::Bucket'}\n  Made: {Type: 'AWS::IAM::Role'}\n";
    InputFile file = PolicyInputs.create().read("key.yaml", template);
    assertThat(OpaqueText.parts(file.unresolved().get(0).known().orElseThrow().json()))
        .extracting(Part::kind)
        .contains(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PermissionsBoundary: !Ref Policy | PERMISSIONS_BOUNDARY",
        "PermissionsBoundary: !If [Has, !Ref Policy, !Ref 'AWS::NoValue'] | PERMISSIONS_BOUNDARY",
        "ManagedPolicyArns: [!Ref Policy] | IDENTITY",
        "Path: / | IDENTITY"
      })
  @DisplayName("a managed policy that is only the boundary of a role is a permissions boundary")
  void read_managedPolicy_isOfTheTypeOfItsUse(String use, PolicyType type) throws InputException {
    String template =
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              %s
          Policy:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: 2012-10-17
                Statement: [{Effect: Allow, Action: 'kms:*', Resource: '*'}]
        """;
    List<FoundPolicy> found =
        PolicyInputs.create().read("role.yaml", template.formatted(use)).policies();
    assertThat(found).extracting(FoundPolicy::type).containsExactly(type);
  }

  @Test
  @DisplayName("a boundary that is attached as well is an identity policy")
  void read_boundaryThatIsAttached_isAnIdentityPolicy() throws InputException {
    String template =
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties: {PermissionsBoundary: !Ref Policy}
          Policy:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              Roles: [!Ref Role]
              PolicyDocument:
                Version: 2012-10-17
                Statement: [{Effect: Allow, Action: 'kms:*', Resource: '*'}]
        """;
    assertThat(PolicyInputs.create().read("role.yaml", template).policies())
        .extracting(FoundPolicy::type)
        .containsExactly(PolicyType.IDENTITY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{Type: String} | ANY | ",
        "{Type: Number} | ANY | ^[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?$",
        "{Type: String, AllowedPattern: 'arn:.*\\d'} | ANY | arn:.*\\d",
        "{Type: 'AWS::SSM::Parameter::Value<String>', AllowedPattern: '/a'} | ANY | ",
        "{Type: String, Description: The ARN of a key} | NAMED | ",
        "{Type: String, Description: The AWS Organization ID} | NAMED | ",
        "{Type: String, Description: A warning} | ANY | "
      })
  @DisplayName("a parameter has what its type, its pattern and its description say")
  void read_parameter_hasTheFormThatItsDeclarationSays(String declared, Kind kind, String pattern)
      throws InputException {
    InputFile file =
        PolicyInputs.create()
            .read(
                "key.yaml",
                TEMPLATE
                    .formatted("!Ref Free")
                    .replace("Free: {Type: String}", "Free: " + declared));
    Part part =
        OpaqueText.parts(file.unresolved().get(0).known().orElseThrow().json()).iterator().next();
    assertThat(part.kind()).isEqualTo(kind);
    assertThat(part.pattern()).isEqualTo(pattern == null ? "" : pattern);
  }

  @Test
  @DisplayName("a dynamic reference inside a text leaves the rest of the text known")
  void read_dynamicReferenceInsideAText_isOnePartOfIt() throws InputException {
    InputFile file =
        PolicyInputs.create()
            .read(
                "key.yaml",
                TEMPLATE.formatted("!Sub 'arn:aws:iam::{{resolve:ssm:Owner}}:role/${Stage}'"));
    String json = file.unresolved().get(0).known().orElseThrow().json();
    assertThat(OpaqueText.replaced(json, part -> "<" + part.kind() + ">"))
        .contains("arn:aws:iam::<ANY>:role/<CHOICE>");
  }
}
