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
import org.junit.jupiter.params.provider.ValueSource;

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
    "!GetAtt Network.Arn, ANY",
    "!GetAtt Made.Arn, ROLE_NAME"
  })
  @DisplayName("an attribute Arn of a resource that the file does not have is an ARN")
  void read_attributeOfAResourceOfAnotherFile_isAnArn(String expression, Kind kind)
      throws InputException {
    String template =
        TEMPLATE.formatted(expression)
            + "  Network: {Type: 'AWS::EC2::VPC'}\n  Made: {Type: 'AWS::IAM::Role'}\n";
    InputFile file = PolicyInputs.create().read("key.yaml", template);
    assertThat(OpaqueText.parts(file.unresolved().get(0).known().orElseThrow().json()))
        .extracting(Part::kind)
        .contains(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS::SQS::Queue | !GetAtt Made.Arn | sqs:<region>:<account>:<!GetAtt Made.Arn>",
        "AWS::SQS::Queue | !Sub '${Made.Arn}/x' | sqs:<region>:<account>:<!GetAtt Made.Arn>/x",
        "AWS::S3::Bucket | !GetAtt Made.Arn | s3:::<!GetAtt Made.Arn>",
        "AWS::S3::Bucket | !Sub '${Made.Arn}/*' | s3:::<!GetAtt Made.Arn>/*",
        "AWS::Logs::LogGroup | !GetAtt Made.Arn"
            + " | logs:<region>:<account>:log-group:<!GetAtt Made.Arn>:*",
        "AWS::DynamoDB::Table | !GetAtt [Made, Arn]"
            + " | dynamodb:<region>:<account>:table/<!GetAtt Made.Arn>",
        "AWS::Lambda::Function | !GetAtt Made.Arn"
            + " | lambda:<region>:<account>:function:<!GetAtt Made.Arn>",
        "AWS::SNS::Topic | !Ref Made | sns:<region>:<account>:<!Ref Made>",
        "AWS::SecretsManager::Secret | !Ref Made"
            + " | secretsmanager:<region>:<account>:secret:<!Ref Made>",
        "AWS::IAM::User | !GetAtt Made.Arn | iam::<account>:user/<!GetAtt Made.Arn>",
        "AWS::KMS::ReplicaKey | !GetAtt Made.Arn | kms:<region>:<account>:key/<!GetAtt Made.Arn>",
      })
  @DisplayName("Rule 1.13: the ARN of a resource of the stack has the form of its type")
  void read_arnOfAResource_hasTheFormOfItsType(String type, String expression, String rest)
      throws InputException {
    String template = TEMPLATE.formatted(expression) + "  Made: {Type: '" + type + "'}\n";
    InputFile file = PolicyInputs.create().read("key.yaml", template);
    String json = file.unresolved().get(0).known().orElseThrow().json();

    assertThat(
            OpaqueText.replaced(
                json,
                part ->
                    switch (part.kind()) {
                      case PARTITION -> "<partition>";
                      case REGION -> "<region>";
                      case ACCOUNT -> "<account>";
                      default -> "<" + part.reference() + ">";
                    }))
        .contains("\"arn:<partition>:" + rest + "\"");
    assertThat(OpaqueText.shown(json))
        .contains("\"" + rest.replaceAll("^.*<(.*)>(?::\\*)?", "$1") + "\"");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'arn:aws:iam::${self:custom.account}:root' | arn:aws:iam::<${self:custom.account}>:root",
        "'arn:aws:iam::${opt:a}:role/${sls:stage}' | arn:aws:iam::<${opt:a}>:role/<${sls:stage}>",
        "'${file(./ids.yml):role}' | <${file(./ids.yml):role}>",
        "'${self:custom.${opt:stage}.role}' | <${self:custom.${opt:stage}.role}>",
        "!Sub 'arn:aws:iam::111122223333:role/${param:role}' |"
            + " arn:aws:iam::111122223333:role/<!Ref param:role>",
      })
  @DisplayName("a variable of the Serverless Framework is no text, and no policy variable")
  void read_variableOfServerless_isOpen(String expression, String known) throws InputException {
    InputFile file = PolicyInputs.create().read("key.yaml", TEMPLATE.formatted(expression));
    String json = file.unresolved().get(0).known().orElseThrow().json();
    assertThat(OpaqueText.replaced(json, part -> "<" + part.reference() + ">"))
        .contains("\"" + known + "\"");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!Sub 'arn:aws:iam::{{resolve:ssm:/${Free}/owner}}:root'",
        "!Sub ['arn:aws:iam::${Of}:root', {Of: '{{resolve:ssm:/owner}}'}]",
        "!Sub ['arn:aws:iam::${Of}:root', {Of: !Sub '{{resolve:ssm:/${Free}/owner}}'}]",
        "!Sub ['arn:aws:iam::${Of}:root', {Of: !Sub ['${In}', {In: '{{resolve:ssm:/owner}}'}]}]"
      })
  @DisplayName("A value that is put in late is one opaque part, wherever its name comes from")
  void read_referenceInAReference_isOnePart(String expression) throws InputException {
    InputFile file = PolicyInputs.create().read("key.yaml", TEMPLATE.formatted(expression));
    String json = file.unresolved().get(0).known().orElseThrow().json();
    assertThat(OpaqueText.parts(json)).hasSize(1);
    assertThat(OpaqueText.replaced(json, part -> "PART"))
        .contains("\"arn:aws:iam::PART:root\"")
        .doesNotContain("\uFDD0", "\uFDD1", "\uFDD2");
  }

  @Test
  @DisplayName("A late value is another one if its name depends on a definition that changed")
  void read_referenceByAParameter_dependsOnItsDefinition() throws InputException {
    String expression = "!Sub 'arn:aws:iam::{{resolve:ssm:/${Free}/owner}}:root'";
    String text = TEMPLATE.formatted(expression);
    String other = text.replace("Free: {Type: String}", "Free: {Type: String, Default: a}");
    assertThat(json(text)).isNotEqualTo(json(other)).isEqualTo(json(text));
  }

  private static String json(String text) throws InputException {
    InputFile file = PolicyInputs.create().read("key.yaml", text);
    return file.unresolved().get(0).known().orElseThrow().json();
  }
}
