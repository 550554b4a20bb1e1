package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files of each form: which policies are found, where their parts are, and what is unresolved. */
class PolicyInputsTest {

  private static final String STATEMENT =
      "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}";
  private static final String DOCUMENT =
      "{\"Version\": \"2012-10-17\", \"Statement\": " + STATEMENT + "}";

  private static InputFile read(String text) {
    return read(PolicyInputs.create(), text);
  }

  private static InputFile read(PolicyInputs inputs, String text) {
    try {
      return inputs.read("file", text);
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = PolicyInputsTest.class.getResourceAsStream("/inputs/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyInputs deployed() {
    return PolicyInputs.create().account("111122223333").region("eu-central-1");
  }

  private static FoundPolicy only(InputFile file) {
    assertThat(file.policies()).hasSize(1);
    return file.policies().get(0);
  }

  /** Every document that is found can be read by the reader of its type. */
  private static List<PolicyDocument> documents(InputFile file) {
    return file.policies().stream()
        .map(policy -> PolicyReader.forType(policy.type()).read(policy.json()))
        .toList();
  }

  /** The location in the file of the first line of the document that holds a text. */
  private static SourceLocation locate(FoundPolicy policy, String text) {
    List<String> lines = policy.json().lines().toList();
    for (int line = 1; line <= lines.size(); line++) {
      if (lines.get(line - 1).contains(text)) {
        return policy.locate("file", line);
      }
    }
    throw new AssertionError(text + " is not in " + policy.json());
  }

  @Test
  @DisplayName("a policy document and a list of grants are left to their own readers")
  void read_document_isRecognized() {
    assertThat(read(DOCUMENT))
        .isEqualTo(
            new InputFile(InputShape.DOCUMENT, List.of(), List.of(), ResourceAddresses.none()));
    assertThat(read("{\"Grants\": []}").shape()).isEqualTo(InputShape.DOCUMENT);
  }

  @Test
  void read_listOfDocuments_findsEach() {
    InputFile file = read("[" + DOCUMENT + ", " + DOCUMENT + "]");

    assertThat(file.shape()).isEqualTo(InputShape.DOCUMENTS);
    assertThat(documents(file)).hasSize(2);
    assertThat(file.policies().get(1).name()).isEqualTo("#2");
  }

  @Test
  @DisplayName("get-key-policy: the policy is a string, with escapes; locations lead into it")
  void read_getKeyPolicy_locatesInsideTheString() {
    String text =
        "{\n"
            + "  \"Policy\": \"{\\n"
            + "  \\\"Statement\\\" : [ {\\n"
            + " \\\"Effect\\\" : \\\"Allow\\\" } ] }\",\n"
            + "  \"PolicyName\": \"default\"\n"
            + "}";

    FoundPolicy policy = only(read(text));

    assertThat(policy.type()).isEqualTo(PolicyType.KEY);
    assertThat(policy.name()).isEqualTo("default");
    SourceLocation effect = locate(policy, "Allow");
    assertThat(effect.line()).isEqualTo(2);
    assertThat(text.lines().toList().get(1).substring(effect.column() - 1)).startsWith("\\\"Allow");
    assertThat(effect.pointer()).isEqualTo("/Policy");
  }

  @Test
  void read_inlinePolicy_isAnIdentityPolicy() {
    String text =
        "{\"RoleName\": \"App\", \"PolicyName\": \"use\", \"PolicyDocument\": " + DOCUMENT + "}";

    FoundPolicy policy = only(read(text));

    assertThat(policy.type()).isEqualTo(PolicyType.IDENTITY);
    assertThat(policy.name()).isEqualTo("use");
    assertThat(locate(policy, "kms:Decrypt").pointer())
        .isEqualTo("/PolicyDocument/Statement/Action");
    assertThat(locate(policy, "kms:Decrypt").column()).isEqualTo(text.indexOf("\"kms:Dec") + 1);
  }

  @Test
  void read_policyVersion_isAnIdentityPolicy() {
    String text = "{\"PolicyVersion\": {\"Document\": " + DOCUMENT + ", \"VersionId\": \"v3\"}}";

    assertThat(only(read(text)).name()).isEqualTo("v3");
  }

  @Test
  void read_organizationPolicy_hasTheTypeOfItsSummary() {
    String summary = "\"PolicySummary\": {\"Name\": \"no-delete\", \"Type\": \"%s\"}";
    String text = "{\"Policy\": {" + summary + ", \"Content\": \"%s\"}}";
    String content = DOCUMENT.replace("\"", "\\\"");

    FoundPolicy control = only(read(text.formatted("SERVICE_CONTROL_POLICY", content)));
    FoundPolicy resource = only(read(text.formatted("RESOURCE_CONTROL_POLICY", content)));

    assertThat(control.type()).isEqualTo(PolicyType.SERVICE_CONTROL);
    assertThat(control.name()).isEqualTo("no-delete");
    assertThat(resource.type()).isEqualTo(PolicyType.RESOURCE_CONTROL);
    assertThat(read(text.formatted("TAG_POLICY", content)).shape()).isEqualTo(InputShape.OTHER);
  }

  @Test
  void read_vpcEndpoints_findsEachPolicy() {
    String content = DOCUMENT.replace("\"", "\\\"");
    String endpoint = "{\"VpcEndpointId\": \"vpce-1\", \"PolicyDocument\": \"" + content + "\"}";

    FoundPolicy policy = only(read("{\"VpcEndpoints\": [" + endpoint + "]}"));

    assertThat(policy.type()).isEqualTo(PolicyType.VPC_ENDPOINT);
    assertThat(policy.name()).isEqualTo("vpce-1");
  }

  @Test
  @DisplayName("Of the ARN of a key that the template makes, only the id is not known")
  void read_arnOfAKeyOfTheTemplate_isAKeyOfTheStack() {
    String template =
        """
        {"Resources": {"Orders": {"Type": "%s"}, "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {
          "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Action": "kms:Decrypt", "Resource": %s}}}}}}
        """;
    String arn =
        "arn:"
            + OpaqueText.of(Kind.PARTITION, "!Ref AWS::Partition")
            + ":kms:"
            + OpaqueText.of(Kind.REGION, "!Ref AWS::Region")
            + ":"
            + OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId")
            + ":key/";
    for (String attribute :
        List.of("{\"Fn::GetAtt\": [\"Orders\", \"Arn\"]}", "{\"Fn::Sub\": \"${Orders.Arn}\"}")) {
      assertThat(opaque(template.formatted("AWS::KMS::Key", attribute)))
          .as(attribute)
          .contains(arn)
          .contains("K!GetAtt Orders.Arn");
      String shown = OpaqueText.shown(opaque(template.formatted("AWS::KMS::Key", attribute)));
      assertThat(shown).contains("\"!GetAtt Orders.Arn\"").doesNotContain("key/");
      assertThat(opaque(template.formatted("AWS::S3::Bucket", attribute)))
          .as(attribute)
          .doesNotContain(":kms:");
    }
    String sub =
        "{\"Fn::Sub\":"
            + " \"arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Orders}\"}";
    assertThat(opaque(template.formatted("AWS::KMS::Key", sub)))
        .contains(arn)
        .contains("K!Ref Orders");
  }

  private static String opaque(String template) {
    return read(PolicyInputs.create(), template).unresolved().get(0).known().orElseThrow().json();
  }

  @Test
  @DisplayName("No request to KMS goes through the endpoint of another service")
  void read_endpointOfAnotherService_findsNoPolicy() {
    String output =
        """
        {"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "ServiceName": "com.amazonaws.us-west-2.%s",
          "PolicyDocument": "%s"}]}
        """;
    String template =
        """
        {"Resources": {"E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {
          "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.%s"}, "PolicyDocument": "%s"}}}}
        """;
    String state =
        """
        {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
          {"address": "aws_vpc_endpoint.e", "mode": "managed", "type": "aws_vpc_endpoint",
           "name": "e", "values": {"service_name": "com.amazonaws.us-west-2.%s",
           "policy": "%s"}}]}}}
        """;
    String content = DOCUMENT.replace("\"", "\\\"");
    for (String file : List.of(output, template, state)) {
      assertThat(only(read(file.formatted("kms", content))).type())
          .as(file)
          .isEqualTo(PolicyType.VPC_ENDPOINT);
      assertThat(read(file.formatted("s3", content)).policies()).as(file).isEmpty();
    }
  }

  @Test
  @DisplayName("authorization details: inline policies and default versions, also URL-encoded")
  void read_authorizationDetails_findsInlineAndDefaultVersions() {
    String encoded =
        "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22kms%3ADecrypt%22"
            + "%2C%22Resource%22%3A%22*%22%7D%7D";
    String text =
        """
        {"UserDetailList": [], "GroupDetailList": [],
         "RoleDetailList": [{"RoleName": "App", "AssumeRolePolicyDocument": "%s",
           "RolePolicyList": [{"PolicyName": "use", "PolicyDocument": "%s"}]}],
         "Policies": [{"PolicyName": "Shared", "PolicyVersionList": [
           {"IsDefaultVersion": false, "Document": %s},
           {"IsDefaultVersion": true, "Document": %s}]}]}
        """
            .formatted(encoded, encoded, "{\"Statement\": []}", DOCUMENT);

    InputFile file = read(text);

    assertThat(file.shape()).isEqualTo(InputShape.AUTHORIZATION_DETAILS);
    assertThat(file.policies()).extracting(FoundPolicy::name).containsExactly("App/use", "Shared");
    assertThat(documents(file)).hasSize(2);
    SourceLocation action = locate(file.policies().get(0), "kms:Decrypt");
    assertThat(text.lines().toList().get(action.line() - 1).substring(action.column() - 1))
        .startsWith("%22kms%3ADecrypt");
  }

  @Test
  @DisplayName("a template's functions are evaluated where account and Region are stated")
  void read_template_evaluatesFunctions() {
    InputFile file = read(deployed(), resource("key.yaml"));

    assertThat(file.shape()).isEqualTo(InputShape.CLOUDFORMATION);
    FoundPolicy key = file.policies().get(0);
    assertThat(key.name()).isEqualTo("DataKey");
    assertThat(key.json())
        .contains("\"arn:aws:iam::111122223333:root\"")
        .contains("\"arn:aws:iam::111122223333:role/service/App\"")
        .contains("\"s3.eu-central-1.amazonaws.com\"");
    assertThat(PolicyReader.forType(PolicyType.KEY).read(key.json()).statements()).hasSize(2);
  }

  @Test
  void read_template_locatesInTheYaml() {
    FoundPolicy key = read(deployed(), resource("key.yaml")).policies().get(0);

    SourceLocation misspelt = locate(key, "kms:Decryptt");
    assertThat(misspelt.line()).isEqualTo(26);
    assertThat(misspelt.column()).isEqualTo(17);
    assertThat(misspelt.pointer())
        .isEqualTo("/Resources/DataKey/Properties/KeyPolicy/Statement/1/Action/1");
    assertThat(locate(key, "111122223333:root").line()).isEqualTo(17);
  }

  @Test
  @DisplayName("what the template leaves open is unresolved, with its reason, and never guessed")
  void read_template_leavesOpenWhatItDoesNotDetermine() {
    InputFile file = read(deployed(), resource("key.yaml"));

    assertThat(file.unresolved())
        .extracting(UnresolvedPolicy::name, UnresolvedPolicy::reason)
        .containsExactly(
            tuple("OtherKey", "the value of the parameter `AppRoleArn` is not stated"),
            tuple("AppRole/use", "`DataKey.Arn` is known when it is deployed"));
    assertThat(file.unresolved().get(0).location().line()).isEqualTo(38);
    assertThat(file.unresolved()).allMatch(UnresolvedPolicy::mayConcernKms);
  }

  @Test
  @DisplayName("every value that a policy lacks is named, each once")
  void read_templateWithSeveralMissingValues_namesEachOnce() {
    String template =
        """
        Parameters:
          First: {Type: String}
          Second: {Type: String}
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Statement:
                  Effect: Allow
                  Principal: {AWS: [!Ref First, !Ref Second, !Ref First]}
                  Action: kms:*
                  Resource: "*"
        """;

    assertThat(read(deployed(), template).unresolved())
        .extracting(UnresolvedPolicy::reason)
        .containsExactly(
            "the value of the parameter `First` is not stated;"
                + " the value of the parameter `Second` is not stated");
  }

  @Test
  @DisplayName("an open policy may concern KMS unless all its actions are known and of others")
  void read_openPolicy_mayConcernKms() {
    assertThat(mayConcernKms("Action: [logs:Put*, \"s3:GetObject\"]")).isFalse();
    assertThat(mayConcernKms("Action: [logs:Put*, \"KMS:Decrypt\"]")).isTrue();
    assertThat(mayConcernKms("Action: [logs:Put*, !Ref More]")).isTrue();
    assertThat(mayConcernKms("Action: \"*\"")).isTrue();
    assertThat(mayConcernKms("Action: \"k*:Decrypt\"")).isTrue();
    assertThat(mayConcernKms("NotAction: \"s3:*\"")).isTrue();
    assertThat(mayConcernKms("Action: []")).isTrue();
  }

  private static boolean mayConcernKms(String actions) {
    String template =
        """
        Resources:
          Open:
            Type: AWS::IAM::Policy
            Properties:
              PolicyDocument:
                Statement:
                  Effect: Allow
                  %s
                  Resource: !GetAtt Other.Arn
        """;
    return read(PolicyInputs.create(), template.formatted(actions))
        .unresolved()
        .get(0)
        .mayConcernKms();
  }

  @Test
  void read_template_takesStatedParameters() {
    PolicyInputs inputs =
        deployed().parameters(Map.of("AppRoleArn", "arn:aws:iam::111122223333:role/Real"));

    InputFile file = read(inputs, resource("key.yaml"));

    assertThat(file.policies())
        .filteredOn(policy -> policy.name().equals("OtherKey"))
        .singleElement()
        .satisfies(policy -> assertThat(policy.json()).contains("role/Real"));
  }

  @Test
  void read_template_needsTheAccountForItsPseudoParameters() {
    InputFile file = read(resource("key.yaml"));

    assertThat(file.policies()).isEmpty();
    assertThat(file.unresolved().get(0).reason()).contains("`AWS::Partition`");
  }

  @Test
  void read_plan_findsPoliciesOfAllModules() {
    String text = resource("plan.json");
    InputFile file = read(text);

    assertThat(file.shape()).isEqualTo(InputShape.TERRAFORM_PLAN);
    assertThat(file.policies())
        .extracting(FoundPolicy::name)
        .containsExactly("aws_kms_key.data", "module.app.aws_iam_role_policy.use");
    SourceLocation misspelt = locate(file.policies().get(0), "kms:Decryptt");
    assertThat(text.lines().toList().get(misspelt.line() - 1).substring(misspelt.column() - 1))
        .startsWith("\\\"kms:Decryptt");
  }

  @Test
  @DisplayName("an empty text, which stands for no inline policy of a role, is no policy")
  void read_state_skipsEmptyInlinePolicy() {
    InputFile file =
        read(
            """
            {"format_version": "1.0", "values": {"root_module": {"resources": [
             {"address": "aws_iam_role.app", "mode": "managed", "type": "aws_iam_role",
              "name": "app", "values": {"name": "app",
               "inline_policy": [{"name": "", "policy": ""}]}}]}}}
            """);

    assertThat(file.policies()).isEmpty();
    assertThat(file.unresolved()).isEmpty();
  }

  @Test
  @DisplayName("a policy that the plan knows only after it is applied is unresolved")
  void read_plan_leavesOpenWhatIsKnownLater() {
    InputFile file = read(resource("plan.json"));

    assertThat(file.unresolved())
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.name()).isEqualTo("aws_kms_key.late");
              assertThat(policy.location().line()).isEqualTo(7);
            });
  }

  @Test
  void read_state_findsPolicies() {
    String state = resource("plan.json").replace("planned_values", "values");

    assertThat(read(state).shape()).isEqualTo(InputShape.TERRAFORM_STATE);
    assertThat(read(state).policies()).hasSize(2);
  }

  @Test
  void read_anythingElse_isOther() {
    assertThat(read("{\"name\": \"package\"}").shape()).isEqualTo(InputShape.OTHER);
    assertThat(read("a: [b, c]").shape()).isEqualTo(InputShape.OTHER);
  }

  @Test
  @DisplayName("a broken text has one clear error with its line and column")
  void read_broken_namesThePlace() {
    assertThatThrownBy(() -> PolicyInputs.create().read("plan.json", "{\"a\": 1,\n \"b\" 2}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("plan.json:2:6: ");
    assertThatThrownBy(() -> PolicyInputs.create().read("t.yaml", "a: 1\nb: [1, 2\nc: 3\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("t.yaml:3:");
  }

  @Test
  void read_stringWithoutJson_namesThePlace() {
    assertThatThrownBy(() -> PolicyInputs.create().read("key.json", "{\"Policy\": \"{oops\"}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("key.json:1:14: ");
  }
}
