package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of templates that stand for others make unknown what they may add or change. */
class TemplateExpansionsTest {

  private static final String INCLUDE =
      "Fn::Transform: {Name: AWS::Include, Parameters: {Location: 's3://b/more.yaml'}}";

  private static final String TEMPLATE =
      """
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties: {KeyPolicy: %2$s}
        App:
          Type: AWS::IAM::Role
          Properties: {RoleName: App, Policies: [{PolicyName: use, PolicyDocument: %1$s}]}
        Bob:
          Type: AWS::IAM::User
          Properties: {UserName: bob}
      """
          .formatted(
              TemplateReading.document("Allow"),
              TemplateReading.document("Allow").replace("Action", "Principal: '*', Action"));

  private static String loop(String type) {
    return TEMPLATE
        + "  Fn::ForEach::More:\n    - R\n    - [App]\n    - 'D${R}': {Type: '"
        + type
        + "', Properties: {PolicyName: d, Roles: [!Ref R], PolicyDocument: "
        + TemplateReading.document("Deny")
        + "}}\n";
  }

  @Test
  void state_plainTemplate_isKnown() {
    TemplateReading read = TemplateReading.of(TEMPLATE);

    assertThat(read.identities())
        .containsOnly(Map.entry("role/App", "[App/use]"), Map.entry("user/bob", "[]"));
    assertThat(read.keyPolicies()).containsEntry("Key", "[Key]");
    assertThat(read.gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  " + INCLUDE,
        "  <<: {D: {Type: 'AWS::IAM::Policy'}}",
        "  Mod: {Type: 'Org::Iam::Deny::MODULE', Properties: {Role: App}}",
        "  Con: {Type: 'AWS::Serverless::Connector', Properties: {}}",
        "  Odd: {<<: {Type: 'AWS::IAM::Policy'}}"
      })
  @DisplayName("what stands for resources may attach policies to every user and role")
  void state_insertedResources_openIdentities(String part) {
    TemplateReading read = TemplateReading.of(TEMPLATE + part + "\n");

    assertThat(read.identities())
        .containsOnly(Map.entry("role/App", "unknown"), Map.entry("user/bob", "unknown"));
    assertThat(read.boundaries()).containsEntry("role/App", "none");
    assertThat(read.keyPolicies()).containsEntry("Key", "[Key]");
    assertThat(read.gaps()).anySatisfy(gap -> assertThat(gap).contains("is left out"));
  }

  @Test
  @DisplayName("a loop over policies opens all roles; one over other services' resources none")
  void state_loop_opensByWhatItDefines() {
    assertThat(TemplateReading.of(loop("AWS::IAM::Policy")).identities())
        .containsEntry("role/App", "unknown");
    assertThat(TemplateReading.of(loop("AWS::${R}::Policy")).identities())
        .containsEntry("role/App", "unknown");
    assertThat(TemplateReading.of(loop("AWS::SNS::Topic")).identities())
        .containsEntry("role/App", "[App/use]");
    assertThat(TemplateReading.of(loop("AWS::SNS::Topic")).gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        INCLUDE,
        "'Fn::If': [C, {PermissionsBoundary: b}, {}]",
        "'<<': {PermissionsBoundary: b}",
        "'Fn::ForEach::P': [X, [a], {'${X}': b}]"
      })
  @DisplayName("nothing is known of a role whose properties hold more than they show")
  void state_insertedProperties_leaveTheRoleOut(String part) {
    String role = TEMPLATE.replace("RoleName: App", "RoleName: App, " + part);

    assertThat(TemplateReading.of(role).identities()).containsOnlyKeys("user/bob");
    assertThat(TemplateReading.of(role).gaps())
        .singleElement()
        .asString()
        .contains("`App` is left out")
        .contains("stands for members that are not in the file");
  }

  @Test
  @DisplayName("a policy whose properties are not known may be attached to anybody")
  void state_insertedPropertiesOfAPolicy_openAll() {
    String policy =
        TEMPLATE + "  More: {Type: 'AWS::IAM::Policy', Properties: {" + INCLUDE + "}}\n";

    assertThat(TemplateReading.of(policy).identities())
        .containsOnly(Map.entry("role/App", "unknown"), Map.entry("user/bob", "unknown"));
  }

  @Test
  @DisplayName("an insertion inside a document or an inline policy makes it unknown")
  void state_insertionInADocument_isUnknown() {
    String document =
        TEMPLATE.replace(
            "PolicyName: use, PolicyDocument", "PolicyName: use, " + INCLUDE + ", PolicyDocument");
    String statement = TEMPLATE.replaceFirst("Principal: '\\*'", "Principal: '*', " + INCLUDE);

    assertThat(TemplateReading.of(document).identities()).containsEntry("role/App", "unknown");
    assertThat(TemplateReading.of(statement).keyPolicies()).containsEntry("Key", "unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transform: MyMacro\n",
        "Transform: [AWS::Serverless-2016-10-31, MyMacro]\n",
        "Transform: {Name: 'AWS::Include', Parameters: {Location: 's3://b/more.yaml'}}\n"
      })
  @DisplayName("a macro over the whole template makes everything in it unknown")
  void state_macroOverAll_isUnknown(String transform) {
    TemplateReading read = TemplateReading.of(transform + TEMPLATE);

    assertThat(read.identities()).containsEntry("role/App", "unknown");
    assertThat(read.boundaries()).containsEntry("role/App", "unknown");
    assertThat(read.keyPolicies()).containsEntry("Key", "unknown");
    assertThat(read.gaps())
        .anySatisfy(gap -> assertThat(gap).contains("a macro may change everything"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transform: AWS::LanguageExtensions\n",
        "Transform: [AWS::Serverless-2016-10-31, {Name: AWS::LanguageExtensions}]\n"
      })
  @DisplayName("macros of AWS that change no policies change nothing here")
  void state_knownMacro_isKnown(String transform) {
    assertThat(TemplateReading.of(transform + TEMPLATE).gaps()).isEmpty();
  }

  @Test
  @DisplayName("a key of which it is not known whether it is a multi-Region key is left out")
  void state_openMultiRegion_leavesTheKeyOut() {
    String open = TEMPLATE.replace("{KeyPolicy", "{MultiRegion: !Ref Flag, KeyPolicy");

    assertThat(TemplateReading.of(open).keyPolicies()).isEmpty();
    assertThat(TemplateReading.of(open).gaps())
        .singleElement()
        .asString()
        .contains("`Key` is left out: whether it is a multi-Region key is not known");
    assertThat(
            TemplateReading.of(open, Map.of("Key", "mrk-1234abcd12ab34cd56ef1234567890ab"))
                .keyPolicies())
        .containsEntry("Key", "[Key]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{Role: !Ref App}",
        "{Role: !GetAtt App.Arn}",
        "{Role: !Sub '${App}'}",
        "{Role: !Join [',', [!Ref App, third]]}",
        "{Role: app-role}",
        "{Role: 'arn:aws:iam::111122223333:role/app-role'}",
        "[{ParameterKey: Role, ParameterValue: !Ref App}]",
      })
  @DisplayName("a nested stack may attach a policy to a role that it is given")
  void nestedStack_withRole_isUnknown(String value) {
    TemplateReading template =
        TemplateReading.of(
            """
            Resources:
              App: {Type: AWS::IAM::Role, Properties: {RoleName: app-role}}
              Other: {Type: AWS::IAM::Role, Properties: {RoleName: Other}}
              Nested:
                Type: AWS::CloudFormation::%s
                Properties:
                  TemplateURL: https://example.com/t
                  Parameters: %s
            """
                .formatted(value.startsWith("[") ? "StackSet" : "Stack", value));

    assertThat(template.identities()).containsEntry("role/app-role", "unknown");
    assertThat(template.identities()).containsEntry("role/Other", "[]");
    assertThat(template.state().gaps())
        .anySatisfy(gap -> assertThat(gap.toString()).contains("`Nested` is left out"));
  }
}
