package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in templates: each is what CloudFormation makes of it, or unknown. */
class TemplateValuesTest {

  private static final String TEMPLATE =
      """
      Parameters:
        Value: {Type: '%s'}
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Version: 2012-10-17
              Statement:
                - Effect: Deny
                  Principal: '*'
                  Action: kms:*
                  Resource: '*'
                  Condition: {StringNotEquals: {'aws:PrincipalAccount': %s}}
      """;

  private static TemplateReading read(String type, String expression, Map<String, String> stated) {
    return TemplateReading.of(TEMPLATE.formatted(type, expression), stated);
  }

  private static String condition(TemplateReading read) {
    return read.state().keys().get(0).policy().toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CommaDelimitedList", "List<Number>", "List<AWS::EC2::VPC::Id>"})
  @DisplayName("the stated value of a list is its elements, without the spaces around them")
  void state_statedList_hasElements(String type) {
    Map<String, String> stated = Map.of("Value", "111122223333, 444455556666");

    assertThat(condition(read(type, "!Ref Value", stated)))
        .isEqualTo(condition(read(type, "['111122223333', '444455556666']", stated)));
    assertThat(condition(read(type, "!Join ['-', !Ref Value]", stated)))
        .isEqualTo(condition(read(type, "'111122223333-444455556666'", stated)));
    assertThat(condition(read(type, "!Select [1, !Ref Value]", stated)))
        .isEqualTo(condition(read(type, "'444455556666'", stated)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"String", "Number", "AWS::EC2::VPC::Id", "AWS::SSM::Parameter::Name"})
  @DisplayName("the stated value of another parameter is the text")
  void state_statedText_isTheText(String type) {
    Map<String, String> stated = Map.of("Value", "1,2");

    assertThat(condition(read(type, "!Ref Value", stated)))
        .isEqualTo(condition(read(type, "'1,2'", stated)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          AWS::SSM::Parameter::Value<String>       | /accounts | !Ref Value
          AWS::SSM::Parameter::Value<List<String>> | /accounts | !Ref Value
          AWS::SSM::Parameter::Value<String>       | /accounts | !Sub 'a${Value}'
          Odd                                      | x         | !Ref Value
          CommaDelimitedList                       | ``        | !Ref Value
          CommaDelimitedList                       | a,b       | !Sub '${Value}'
          String                                   | a,b       | !Join ['', !Ref Value]
          String                                   | a         | '{{resolve:ssm:/accounts}}'
          String                                   | a         | !Join [':', ['{{resolve', 'ssm:/accounts}}']]
          String                                   | {{resolve:ssm:/accounts}} | !Ref Value
          String                                   | a         | !Select [1, [!If [C, a, !Ref AWS::NoValue], b, c]]
          """)
  @DisplayName("a value that only the deployment tells is unknown, and never a text")
  void state_valueOfTheDeployment_isUnknown(String type, String value, String expression) {
    TemplateReading read = read(type, expression, Map.of("Value", value));

    assertThat(read.keyPolicies()).containsEntry("Key", "unknown");
    assertThat(read.gaps())
        .singleElement()
        .asString()
        .contains("the key policy of `Key` is unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no", "Yes", "on", "OFF", "y", "010", "0x10", "1_000", "0b11", "0o17", "1:30", "+1", ".5"
      })
  @DisplayName("what YAML 1.1, which CloudFormation reads, may take for no text is unknown")
  void state_disputedScalar_isUnknown(String scalar) {
    TemplateReading read = read("String", scalar, Map.of());

    assertThat(read.keyPolicies()).containsEntry("Key", "unknown");
    assertThat(read.gaps()).singleElement().asString().contains("`" + scalar + "` has no quotes");
    assertThat(read("String", "'" + scalar + "'", Map.of()).gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2012-10-17", "111122223333", "12", "1.5", "10.0.0.1", "10.0.0.0/8", "arn:aws:iam::1:root",
        "none", "kms:*", "true", "v1", "2020-01-01T00:00:00Z", "00:", "1.2.3"
      })
  @DisplayName(
      "what all versions of YAML read alike, and dates, which CloudFormation keeps, is known")
  void state_plainScalar_isKnown(String scalar) {
    assertThat(read("String", scalar.endsWith(":") ? "'" + scalar + "'" : scalar, Map.of()).gaps())
        .isEmpty();
  }

  @Test
  @DisplayName("True is a boolean in YAML 1.1 and 1.2")
  void state_capitalBoolean_isABoolean() {
    assertThat(condition(read("String", "True", Map.of())))
        .isEqualTo(condition(read("String", "true", Map.of())));
  }

  private static final String KEYS =
      """
      Resources:
        K1: {Type: AWS::KMS::Key, Condition: A, Properties: {KeyPolicy: %1$s}}
        K2: {Type: AWS::KMS::Key, Condition: B, Properties: {KeyPolicy: %1$s}}
      """
          .formatted(TemplateReading.document("Allow").replace("Action", "Principal: '*', Action"));

  private static Map<String, List<String>> aliases(TemplateReading read) {
    InputState state = read.state();
    return Map.of(
        "K1", state.keys().get(0).aliases(),
        "K2", state.keys().get(1).aliases());
  }

  @Test
  @DisplayName("an alias that a condition gives to one key or another is no alias of either")
  void state_conditionalAliases_areLeftOut() {
    TemplateReading read =
        TemplateReading.of(
            KEYS
                + """
                  A1:
                    Type: AWS::KMS::Alias
                    Condition: A
                    Properties: {AliasName: alias/orders, TargetKeyId: !Ref K1}
                  A2:
                    Type: AWS::KMS::Alias
                    Condition: B
                    Properties: {AliasName: alias/orders, TargetKeyId: !Ref K2}
                  A3:
                    Type: AWS::KMS::Alias
                    Properties: {AliasName: alias/pick, TargetKeyId: !If [A, !Ref K1, !Ref K2]}
                  A4:
                    Type: AWS::KMS::Alias
                    Condition: C
                    Properties: {AliasName: alias/other, TargetKeyId: !Ref K1}
                """);

    assertThat(aliases(read)).isEqualTo(Map.of("K1", List.of(), "K2", List.of()));
    assertThat(read.gaps())
        .hasSize(4)
        .allSatisfy(gap -> assertThat(gap).matches("t.yaml:\\d+:\\d+: `A\\d` is left out: .*"));
  }

  @Test
  @DisplayName("an alias that is there whenever its key is, is the key's")
  void state_aliasWithTheConditionOfItsKey_isKnown() {
    TemplateReading read =
        TemplateReading.of(
            KEYS
                + """
                  A1:
                    Type: AWS::KMS::Alias
                    Condition: A
                    Properties: {AliasName: alias/orders, TargetKeyId: !Ref K1}
                  A2:
                    Type: AWS::KMS::Alias
                    Properties: {AliasName: alias/others, TargetKeyId: !Ref K2}
                """);

    assertThat(aliases(read))
        .isEqualTo(Map.of("K1", List.of("alias/orders"), "K2", List.of("alias/others")));
    assertThat(read.gaps()).isEmpty();
  }

  private static String endpoint(String name, String service, String more) {
    return "  "
        + name
        + ": {Type: 'AWS::EC2::VPCEndpoint', "
        + more
        + "Properties: {ServiceName: "
        + service
        + "}}\n";
  }

  private static final String KMS = "com.amazonaws.us-west-2.kms";
  private static final String POLICY =
      ", PolicyDocument: "
          + TemplateReading.document("Allow").replace("Action", "Principal: '*', Action");

  @Test
  @DisplayName("the policy of one endpoint for KMS is known only if requests can take no other")
  void state_endpoints_areUnknownIfThereAreSeveral() {
    String one = "Resources:\n" + endpoint("E1", KMS + POLICY, "");

    assertThat(TemplateReading.of(one).endpoint()).isEqualTo("[E1]");
    assertThat(
            TemplateReading.of(one + endpoint("S3", "com.amazonaws.us-west-2.s3", "")).endpoint())
        .isEqualTo("[E1]");
    assertOpen(one + endpoint("E2", KMS, ""));
    assertOpen(one + endpoint("E2", KMS + POLICY, ""));
    assertOpen(one + "  Fn::Transform: {Name: AWS::Include}\n");
    assertOpen("Resources:\n" + endpoint("E1", KMS + POLICY, "Condition: C, "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.amazonaws.us-west-2.dynamodb",
        "!Sub 'com.amazonaws.${AWS::Region}.s3'",
        "!Join ['', [com.amazonaws., !Ref 'AWS::Region', .dynamodb]]",
        "!Join [., [com.amazonaws, !Ref 'AWS::Region', s3]]",
      })
  @DisplayName("an endpoint of another service has no policy for KMS")
  void state_endpointOfAnotherService_isLeftOut(String service) {
    String one = "Resources:\n" + endpoint("E1", KMS + POLICY, "");
    TemplateReading read = TemplateReading.of(one + endpoint("E2", service + POLICY, ""));
    assertThat(read.endpoint()).isEqualTo("[E1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!Sub 'com.amazonaws.${AWS::Region}.${Svc}'",
        "!Sub 'com.amazonaws.${AWS::Region}.kms${Suffix}'",
        "!Sub ['com.amazonaws.${r}.${Svc}', {r: us-west-2}]",
        "!Join ['', [com.amazonaws., !Ref 'AWS::Region', .kms]]",
        "!Join [., [com.amazonaws, !Ref 'AWS::Region', kms]]",
        "!Join ['', [com.amazonaws., !Ref 'AWS::Region', !Ref Svc]]",
        "!Ref Svc"
      })
  @DisplayName("an endpoint whose service is not known may serve KMS")
  void state_endpointOfAnOpenService_isKept(String service) {
    TemplateReading read =
        TemplateReading.of("Resources:\n" + endpoint("E1", service + POLICY, ""));

    assertThat(read.endpoint()).isEqualTo("[E1]");
  }

  @Test
  @DisplayName("an endpoint of another service is none of KMS, also where the Region is not known")
  void state_endpointOfAnotherService_isLeftOut() {
    TemplateReading read =
        TemplateReading.of(
            "Resources:\n" + endpoint("E1", "!Sub 'com.amazonaws.${Where}.s3'" + POLICY, ""));

    assertThat(read.state().others()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Condition: {StringNotEquals: {'kms:EncryptionContext:key': !Ref Key}}",
        "Condition: {StringLike: {'kms:EncryptionContext:key': !Sub 'x-${Key}-*'}}",
        "Condition: {StringEquals: {'kms:EncryptionContext:key': [!GetAtt Key.Arn]}}",
        "NotPrincipal: {AWS: !Sub 'arn:aws:iam::111122223333:role/app-${Key}'}",
      })
  @DisplayName("the made-up id of a key is no value of a condition and no part of a principal")
  void state_madeUpIdBesideResources_isUnknown(String element) {
    String template =
        """
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Version: 2012-10-17
                Statement:
                  - Effect: Deny
                    %s
                    Action: kms:*
                    Resource: '*'
                    %s
        """
            .formatted(element.startsWith("N") ? "Sid: Deny" : "Principal: '*'", element);

    assertThat(TemplateReading.of(template).keyPolicies()).containsEntry("Key", "unknown");
    assertThat(TemplateReading.of(template).gaps())
        .anySatisfy(gap -> assertThat(gap).contains("depends on the id of the key `Key`"));
    assertThat(
            TemplateReading.of(template, Map.of("Key", "1234abcd-12ab-34cd-56ef-1234567890ab"))
                .keyPolicies())
        .containsEntry("Key", "[Key]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!GetAtt Key.Arn", "[!GetAtt Key.Arn, '*']"})
  @DisplayName("the made-up ARN of a key is a resource, which stands for the key")
  void state_madeUpArnAsResource_isKnown(String resource) {
    TemplateReading read =
        TemplateReading.of(
            """
            Resources:
              Key:
                Type: AWS::KMS::Key
              App:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: App
                  Policies:
                    - PolicyName: use
                      PolicyDocument:
                        Version: 2012-10-17
                        Statement: {Effect: Allow, Action: kms:Decrypt, Resource: %s}
            """
                .formatted(resource));

    assertThat(read.identities()).containsEntry("role/App", "[App/use]");
  }

  private static void assertOpen(String template) {
    TemplateReading read = TemplateReading.of(template);

    assertThat(read.endpoint()).isEqualTo("unknown");
    assertThat(read.gaps())
        .anySatisfy(gap -> assertThat(gap).contains("the endpoint policy of `E1` is unknown"));
  }
}
