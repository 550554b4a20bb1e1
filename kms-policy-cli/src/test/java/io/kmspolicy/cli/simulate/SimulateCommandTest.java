package io.kmspolicy.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code simulate} answers in AWS's format, by the rules of KMS, and reports the differences. */
final class SimulateCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER =
      "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String CAROL = "arn:aws:iam::444455556666:user/carol";

  private String err = "";
  private int status;

  private static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private static String allow(String action, String resource) {
    return "{\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"%s\"}"
        .formatted(action, resource);
  }

  private static String keyAllow(String principal, String action) {
    return ("{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"%s\"}, \"Action\": \"%s\","
            + " \"Resource\": \"*\"}")
        .formatted(principal, action);
  }

  private static final String DELEGATION = policy(keyAllow("111122223333", "kms:*"));

  private static ObjectNode input(String identity, String action, String... resources) {
    ObjectNode input = JSON.createObjectNode();
    input.putArray("PolicyInputList").add(identity);
    input.putArray("ActionNames").add(action);
    for (String resource : resources) {
      input.withArray("ResourceArns").add(resource);
    }
    return input;
  }

  private JsonNode run(ObjectNode input, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("simulate", "-"));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.in(Path.of(""), input.toString(), arguments.toArray(String[]::new));
    err = run.err();
    status = run.status();
    return run.out().isEmpty() ? JSON.createObjectNode() : JSON.readTree(run.out());
  }

  private static JsonNode first(JsonNode response) {
    return response.get("EvaluationResults").get(0);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  @DisplayName("The response has the members of AWS's response, and `KmsPolicy`")
  void simulate_allowed_hasTheMembersOfTheResponse() throws IOException {
    ObjectNode input = input(policy(allow("kms:Decrypt", "*")), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", DELEGATION).put("CallerArn", ALICE);

    JsonNode response = run(input);

    assertThat(status).isZero();
    assertThat(names(response)).containsExactly("EvaluationResults", "IsTruncated", "KmsPolicy");
    assertThat(names(first(response)))
        .containsExactly(
            "EvalActionName",
            "EvalResourceName",
            "EvalDecision",
            "MatchedStatements",
            "MissingContextValues",
            "EvalDecisionDetails",
            "ResourceSpecificResults");
    assertThat(first(response).get("EvalDecision").asText()).isEqualTo("allowed");
    assertThat(first(response).get("MatchedStatements"))
        .extracting(statement -> statement.get("SourcePolicyId").asText())
        .containsExactly("ResourcePolicy", "PolicyInputList.1");
    assertThat(response.get("KmsPolicy").get("DifferencesFromAws")).isEmpty();
    assertThat(err).isEmpty();
  }

  @Test
  @DisplayName(
      "The positions of a statement delimit it in its policy, with and without escapes and line"
          + " breaks")
  void simulate_matchedStatement_positionsDelimitIt() throws IOException {
    String identity =
        """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Sid": "Other", "Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*"},
            {
              "Sid": "Wanted", "Effect": "Allow",
              "Action": "kms:De\\u0063rypt", "Resource": "*"
            }
          ]
        }
        """;
    ObjectNode input = input(identity, "kms:Decrypt", KEY);
    input.put("ResourcePolicy", DELEGATION).put("CallerArn", ALICE);

    JsonNode matched = first(run(input)).get("MatchedStatements").get(1);

    int start = offset(identity, matched.get("StartPosition"));
    int end = offset(identity, matched.get("EndPosition"));
    assertThat(JSON.readTree(identity.substring(start, end)).get("Sid").asText())
        .isEqualTo("Wanted");
    assertThat(matched.get("StartPosition").get("Line").asInt()).isEqualTo(5);
  }

  private static int offset(String text, JsonNode position) {
    int start = 0;
    for (int line = 1; line < position.get("Line").asInt(); line++) {
      start = text.indexOf('\n', start) + 1;
    }
    return start + position.get("Column").asInt() - 1;
  }

  @Test
  @DisplayName("Rule 5.1: an IAM policy allows only what the key policy delegates to the account")
  void simulate_keyPolicyWithoutDelegation_isDeniedWithDifference() throws IOException {
    ObjectNode input = input(policy(allow("kms:*", "*")), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", policy(keyAllow(ALICE, "kms:Encrypt"))).put("CallerArn", ALICE);

    JsonNode response = run(input);

    assertThat(first(response).get("EvalDecision").asText()).isEqualTo("implicitDeny");
    assertThat(first(response).get("MatchedStatements")).isEmpty();
    assertThat(response.get("KmsPolicy").get("DifferencesFromAws").get(0).get("Text").asText())
        .contains("rule 5.1");
    assertThat(err).contains("note on kms:Decrypt on " + KEY).contains("rule 5.1");
  }

  @Test
  @DisplayName(
      "Without a key policy the answer is indeterminate, unless the default key policy is assumed")
  void simulate_noKeyPolicy_isIndeterminateOrAssumed() throws IOException {
    ObjectNode input = input(policy(allow("kms:Decrypt", "*")), "kms:Decrypt", KEY);
    input.put("CallerArn", ALICE);

    JsonNode open = run(input);

    assertThat(status).isEqualTo(3);
    assertThat(first(open).get("EvalDecision").asText()).isEqualTo("indeterminate");
    assertThat(open.get("KmsPolicy").get("NotDecided").get(0).get("SettledBy").get(0).get(0))
        .hasToString("\"key-policy\"");
    assertThat(err).contains("indeterminate: kms:Decrypt on " + KEY);

    JsonNode assumed = run(input, "--default-key-policy");

    assertThat(status).isZero();
    assertThat(first(assumed).get("EvalDecision").asText()).isEqualTo("allowed");
    assertThat(err).contains("AWS's default key policy");
  }

  @Test
  @DisplayName("An IAM Deny is certain for every key policy")
  void simulate_denyWithoutKeyPolicy_isExplicitDeny() throws IOException {
    String deny = allow("kms:Decrypt", "*").replace("Allow", "Deny");

    JsonNode response = run(input(policy(deny), "kms:Decrypt", KEY));

    assertThat(status).isZero();
    assertThat(first(response).get("EvalDecision").asText()).isEqualTo("explicitDeny");
    assertThat(first(response).get("MatchedStatements")).hasSize(1);
  }

  @Test
  @DisplayName("A condition key that is not given is unknown; a key without values is absent")
  void simulate_missingKey_isUnknownUntilItIsGiven() throws IOException {
    String statement =
        allow("kms:Decrypt", "*")
            .replace(
                "\"Resource\"",
                "\"Condition\": {\"StringEquals\": {\"kms:ViaService\":"
                    + " \"s3.us-west-2.amazonaws.com\"}}, \"Resource\"");
    ObjectNode input = input(policy(statement), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", DELEGATION).put("CallerArn", ALICE);

    JsonNode open = run(input);

    assertThat(first(open).get("EvalDecision").asText()).isEqualTo("indeterminate");
    assertThat(first(open).get("MissingContextValues").get(0).asText()).isEqualTo("kms:ViaService");
    assertThat(open.get("KmsPolicy").get("NotDecided").get(0).get("IfMissingKeysAreAbsent"))
        .hasToString("\"implicitDeny\"");

    ObjectNode entry = input.putArray("ContextEntries").addObject();
    entry.put("ContextKeyName", "kms:ViaService").put("ContextKeyType", "string");
    entry.putArray("ContextKeyValues");
    assertThat(first(run(input)).get("EvalDecision").asText()).isEqualTo("implicitDeny");
    entry.withArray("ContextKeyValues").add("s3.us-west-2.amazonaws.com");
    assertThat(first(run(input)).get("EvalDecision").asText()).isEqualTo("allowed");
    assertThat(first(run(input)).get("MissingContextValues")).isEmpty();
  }

  @Test
  @DisplayName("Several resources give one combined result for an action")
  void simulate_severalResources_haveCombinedAndSpecificResults() throws IOException {
    String deny = allow("kms:Decrypt", OTHER).replace("Allow", "Deny");
    ObjectNode input = input(policy(allow("kms:Decrypt", "*"), deny), "kms:Decrypt", KEY, OTHER);
    input.put("ResourcePolicy", DELEGATION).put("CallerArn", ALICE);

    JsonNode response = run(input);

    assertThat(response.get("EvaluationResults")).hasSize(1);
    assertThat(first(response).get("EvalDecision").asText()).isEqualTo("explicitDeny");
    assertThat(first(response).get("ResourceSpecificResults"))
        .extracting(result -> result.get("EvalResourceDecision").asText())
        .containsExactly("allowed", "explicitDeny");
  }

  @Test
  @DisplayName("MaxItems and Marker give every action once")
  void simulate_pages_giveEveryActionOnce() throws IOException {
    ObjectNode input = input(policy(allow("kms:*", "*")), "kms:ListKeys");
    input.withArray("ActionNames").add("kms:CreateKey").add("kms:GenerateRandom");
    input.put("MaxItems", 2);

    JsonNode page = run(input);

    assertThat(page.get("EvaluationResults")).hasSize(2);
    assertThat(page.get("IsTruncated").asBoolean()).isTrue();
    input.put("Marker", page.get("Marker").asText());
    JsonNode last = run(input);
    assertThat(first(last).get("EvalActionName").asText()).isEqualTo("kms:GenerateRandom");
    assertThat(last.get("IsTruncated").asBoolean()).isFalse();
    assertThat(last.has("Marker")).isFalse();
    input.put("Marker", "3");
    run(input);
    assertThat(status).isEqualTo(2);
  }

  @ParameterizedTest(name = "the boundary allows {0}: {1}")
  @CsvSource({"kms:Decrypt, true, allowed", "kms:Encrypt, false, implicitDeny"})
  void simulate_boundary_isReported(String allowed, boolean passes, String decision)
      throws IOException {
    ObjectNode input = input(policy(allow("kms:*", "*")), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", DELEGATION).put("CallerArn", ALICE);
    input.putArray("PermissionsBoundaryPolicyInputList").add(policy(allow(allowed, "*")));

    JsonNode result = first(run(input));

    assertThat(result.get("EvalDecision").asText()).isEqualTo(decision);
    assertThat(
            result
                .get("PermissionsBoundaryDecisionDetail")
                .get("AllowedByPermissionsBoundary")
                .asBoolean())
        .isEqualTo(passes);
  }

  @Test
  @DisplayName("Across accounts the decisions of both accounts are reported, and rule 5.13 applies")
  void simulate_otherAccount_reportsBothAccounts() throws IOException {
    ObjectNode input = input(policy(allow("kms:*", "*")), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", policy(keyAllow("444455556666", "kms:*"))).put("CallerArn", CAROL);
    assertThat(first(run(input)).get("EvalDecisionDetails"))
        .hasToString("{\"IAM Policy\":\"allowed\",\"Resource Policy\":\"allowed\"}");

    input.putArray("ActionNames").add("kms:GetKeyPolicy");
    JsonNode response = run(input);

    assertThat(first(response).get("EvalDecision").asText()).isEqualTo("implicitDeny");
    assertThat(err).contains("rule 5.13");
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource({
    "kms:Decrypt, *, for `*` that key is not known",
    "kms:Decrypt, arn:aws:kms:us-west-2:111122223333:alias/app, the key behind the alias",
    "kms:DeleteAlias, arn:aws:kms:us-west-2:111122223333:alias/app, on the alias and on the key",
    "kms:ListKeys, " + KEY + ", KMS checks this action on `*`"
  })
  void simulate_resourceOfAnotherKind_isReported(String action, String resource, String note)
      throws IOException {
    run(input(policy(allow("kms:*", "*")), action, resource));
    assertThat(err).contains(note);
  }

  @Test
  @DisplayName("Among several resources `*` has a result of its own, and no key policy is assumed")
  void simulate_starAmongResources_hasItsOwnResult() throws IOException {
    ObjectNode input = input(policy(allow("kms:Decrypt", "*")), "kms:Decrypt", KEY, "*");
    input.put("CallerArn", ALICE);

    JsonNode response = run(input, "--default-key-policy");

    assertThat(first(response).get("ResourceSpecificResults"))
        .extracting(result -> result.get("EvalResourceDecision").asText())
        .containsExactly("allowed", "indeterminate");
    assertThat(response.get("KmsPolicy").get("NotDecided").get(0).get("SettledBy"))
        .hasToString("[[\"which key is meant\"]]");
    assertThat(response.get("KmsPolicy").get("DifferencesFromAws"))
        .allSatisfy(
            difference ->
                assertThat(difference.get("Concerns").size()).as(difference.toString()).isOne());
  }

  @Test
  @DisplayName("AWS's simulator accepts only users; this command decides for the session of a role")
  void simulate_roleSession_isDecidedWithDifference() throws IOException {
    ObjectNode input = input(policy(allow("kms:*", "*")), "kms:Decrypt", KEY);
    input.put("ResourcePolicy", DELEGATION);
    input.put("CallerArn", "arn:aws:sts::111122223333:assumed-role/App/one");

    assertThat(first(run(input)).get("EvalDecision").asText()).isEqualTo("allowed");
    assertThat(err).contains("only an IAM user as `CallerArn`");
  }

  @Test
  @DisplayName("Every problem of an input is reported with its position, also inside a policy")
  void simulate_invalidInput_isReportedWithPositions() {
    String input =
        """
        {
          "PolicyInputLst": ["x"],
          "PolicyInputList": ["{\\"Version\\": \\"2012-10-17\\", \\"Statment\\": []}"],
          "ActionNames": ["kms:Decrypty", 3, "s3:GetObject"],
          "ResourceArns": [],
          "ResourceOwner": "111122223333",
          "CallerArn": "alice",
          "ContextEntries": [
            {"ContextKeyName": "a:b", "ContextKeyType": "boolean", "ContextKeyValues": ["maybe"]},
            {"ContextKeyName": "a:b", "ContextKeyType": "text", "ContextKeyValues": "x"},
            {"ContextKeyType": "ip", "ContextKeyValues": ["192.0.2.1", "192.0.2.2"]}
          ],
          "ResourceHandlingOption": "EC2",
          "MaxItems": "3",
          "Marker": "x"
        }
        """;

    CommandRun run = CommandRun.in(Path.of(""), input, "simulate", "-");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .contains(
            "-:2:21: the input has no member `PolicyInputLst`; did you mean `PolicyInputList`?"
                + " (at /PolicyInputLst)",
            "-:4:19: KMS has no action `kms:Decrypty`; did you mean `kms:Decrypt`?"
                + " (at /ActionNames/0)",
            "-:4:35: this must be a string (at /ActionNames/1)",
            "-:5:19: `ResourceArns` must be an array with one element at least (at /ResourceArns)",
            "-:6:20: `111122223333` is not an account; it must be an ARN such as"
                + " `arn:aws:iam::111122223333:root` (at /ResourceOwner)",
            "-:14:15: this must be a whole number from 1 to 1000 (at /MaxItems)",
            "-:15:13: `x` must be a `Marker` of a response (at /Marker)")
        .anyMatch(line -> line.startsWith("-:3:54: ") && line.contains("`Statment`"))
        .anyMatch(line -> line.contains("`alice` is not a caller"))
        .anyMatch(line -> line.contains("`maybe` is not a value of type `boolean`"))
        .anyMatch(line -> line.contains("`text` is not a type"))
        .anyMatch(line -> line.contains("`a:b` is given twice"))
        .anyMatch(line -> line.contains("a context entry must have a `ContextKeyName`"))
        .anyMatch(line -> line.contains("`ip` is for one value; `ipList` is for several"))
        .anyMatch(line -> line.contains("`EC2` is unknown"))
        .anyMatch(line -> line.contains("KMS has no action `s3:GetObject`"));
  }

  @Test
  void simulate_deniedOrIndeterminate_isNamedOnStandardError() {
    String deny =
        "{\"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\","
            + " \"Condition\": {\"Null\": {\"aws:TokenIssueTime\": \"true\"}}}";
    String key = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    ObjectNode input = input(policy(deny), "kms:Decrypt", key);
    input.put("ResourcePolicy", DELEGATION);
    input.put("CallerArn", "arn:aws:iam::111122223333:user/alice");

    CommandRun run = CommandRun.in(Path.of(""), input.toString(), "simulate", "-");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("denied: kms:Decrypt on ");
  }

  @Test
  void simulate_emptyListsAndByteOrderMark_asAws() {
    ObjectNode input = input(policy(allow("kms:Decrypt", "*")), "kms:Decrypt");
    input.putArray("ContextEntries");
    input.putArray("PermissionsBoundaryPolicyInputList");

    CommandRun plain = CommandRun.in(Path.of(""), input.toString(), "simulate", "-");
    CommandRun marked = CommandRun.in(Path.of(""), "\ufeff" + input, "simulate", "-");

    assertThat(plain.status()).as(plain.err()).isNotEqualTo(2);
    assertThat(marked).isEqualTo(plain);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": }|-:1:7: the text is not JSON",
        "{\"a\": [1}|-:1:9: the text is not JSON: Unexpected close marker '}': expected ']'",
        "[]|-:1:1: the input must be an object",
        "{}|-:1:1: `PolicyInputList` is missing"
      })
  void simulate_otherText_isRejected(String text, String message) {
    CommandRun run = CommandRun.in(Path.of(""), text, "simulate", "-");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith(message);
  }
}
