package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.replay.result.KeySuggestion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Promise: a suggested key policy allows what the calls needed, as they were made. */
class SuggestionTest {

  private static final String APP = "\"arn:aws:iam::111122223333:role/App\"";
  private static final String ROOT = "\"arn:aws:iam::111122223333:root\"";
  private static final String ALL_OF_APP = allow("Use", APP, "kms:*", "");
  private static final String DENY =
      "{\"Sid\": \"Deny\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\":"
          + " \"kms:CreateGrant\", \"Resource\": \"*\"}";

  private static String allow(String sid, String principal, String action, String condition) {
    return "{\"Sid\": \""
        + sid
        + "\", \"Effect\": \"Allow\", \"Principal\": {\"AWS\": "
        + principal
        + "}, \"Action\": \""
        + action
        + "\", \"Resource\": \"*\""
        + (condition.isEmpty() ? "" : ", \"Condition\": {" + condition + "}")
        + "}";
  }

  private static KeySuggestion suggestion(String statements, String... records) {
    KeyPolicies key = Trails.key(statements);
    Policies policies = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);
    ReplayOptions options = ReplayOptions.defaults().withSuggestions(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.read("trail", Trails.stream(records));
      return replay
          .suggestions(
              List.of((KmsResource.Key) KmsResource.parse(Trails.KEY)),
              List.of(Caller.parse("arn:aws:iam::111122223333:role/App")))
          .get(0);
    }
  }

  private static String text(KeySuggestion suggestion) {
    return suggestion
        .after()
        .map(PolicyWriter.compact()::write)
        .orElse("none: " + suggestion.reason());
  }

  private static List<String> sids(KeySuggestion suggestion) {
    return suggestion.after().map(PolicyDocument::statements).orElse(List.of()).stream()
        .map(statement -> statement.sid().orElse(""))
        .toList();
  }

  private static String call(int second, String operation, String parameters, String more) {
    return Trails.record(
        "2026-11-24T09:00:%02dZ".formatted(second), "s", operation, parameters, more);
  }

  private static String decrypt(int second, String context) {
    return call(second, "Decrypt", "{\"encryptionContext\": {" + context + "}}", "");
  }

  @Test
  void suggestion_ofARole_hasItsActionsAndTheNamesOfItsContexts() {
    KeySuggestion suggestion =
        suggestion(
            ALL_OF_APP + ", " + DENY,
            decrypt(1, "\"tenant\": \"a\""),
            decrypt(2, "\"tenant\": \"b\", \"object\": \"1234567890\""));

    assertThat(text(suggestion))
        .contains(
            "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":"
                + "{\"StringEquals\":{\"kms:EncryptionContext:tenant\":[\"a\",\"b\"]},"
                + "\"ForAllValues:StringEquals\":"
                + "{\"kms:EncryptionContextKeys\":[\"object\",\"tenant\"]}}");
    assertThat(sids(suggestion)).containsExactly("Use", "Use2", "Deny");
  }

  /** The key stays manageable: the statement that allows PutKeyPolicy keeps administration. */
  @Test
  void suggestion_administration_stays() {
    KeySuggestion suggestion = suggestion(ALL_OF_APP, decrypt(1, "\"tenant\": \"a\""));

    assertThat(text(suggestion)).contains("kms:PutKeyPolicy").doesNotContain("kms:CreateGrant");
  }

  @Test
  void suggestion_statementThatNoCallNeeds_isLeftOut() {
    KeySuggestion suggestion =
        suggestion(
            allow("Use", APP, "kms:Decrypt", "")
                + ", "
                + allow("Old", "\"arn:aws:iam::111122223333:role/Old\"", "kms:Decrypt", ""),
            decrypt(1, "\"tenant\": \"a\""));

    assertThat(sids(suggestion)).containsExactly("Use");
  }

  /** Values that identify objects, and more than eight values, describe nobody. */
  @Test
  void suggestion_idsAndManyValues_becomeNames() {
    KeySuggestion ids =
        suggestion(allow("Use", APP, "kms:Decrypt", ""), decrypt(1, "\"object\": \"1234567890\""));
    KeySuggestion many =
        suggestion(
            allow("Use", APP, "kms:Decrypt", ""),
            IntStream.range(0, 9)
                .mapToObj(i -> decrypt(i, "\"object\": \"o" + i + "\""))
                .toArray(String[]::new));

    assertThat(text(ids)).contains("\"Null\":{\"kms:EncryptionContext:object\":\"false\"}");
    assertThat(text(many)).contains("\"Null\":{\"kms:EncryptionContext:object\":\"false\"}");
  }

  @Test
  void suggestion_callsOfAService_haveTheService() {
    KeySuggestion suggestion =
        suggestion(
            allow("Use", APP, "kms:Decrypt", ""),
            decrypt(1, "")
                .replace(
                    "\"accountId\": \"111122223333\"",
                    "\"accountId\": \"111122223333\", \"invokedBy\": \"ssm.amazonaws.com\""));

    assertThat(text(suggestion))
        .contains("\"StringEquals\":{\"kms:ViaService\":\"ssm.us-west-2.amazonaws.com\"}");
  }

  /** The statement that delegates to the account keeps its principal and names the caller. */
  @Test
  void suggestion_ofTheAccount_namesTheCallers() {
    KeySuggestion suggestion =
        suggestion(
            allow("Everybody", "\"*\"", "kms:Decrypt", "")
                + ", "
                + allow("Delegate", ROOT, "kms:*", ""),
            decrypt(1, ""));

    assertThat(text(suggestion))
        .contains(
            "\"StringEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/App\","
                + "\"kms:CallerAccount\":\"111122223333\"}");
  }

  /** A record of a caller of another account does not name it, so its statement stays. */
  @Test
  void suggestion_callersThatRecordsDoNotName_keepTheirStatements() {
    String foreign =
        decrypt(2, "")
            .replaceAll(
                "\"userIdentity\": .*?\\}\\}\\}, ",
                "\"userIdentity\": {\"type\": \"AWSAccount\", \"accountId\": \"444455556666\"}, ");
    KeySuggestion suggestion =
        suggestion(
            allow("Use", APP, "kms:*", "")
                + ", "
                + allow("Partner", "\"arn:aws:iam::444455556666:root\"", "kms:Decrypt", ""),
            decrypt(1, "\"tenant\": \"a\""),
            foreign);

    assertThat(sids(suggestion)).containsExactly("Use", "Use2", "Partner");
  }

  @Test
  void suggestion_ofAKeyWithoutCalls_hasAReason() {
    assertThat(suggestion(ALL_OF_APP).reason()).isEqualTo("no call used the key");
  }

  @Test
  void suggestion_ofAPolicyThatFits_hasAReason() {
    assertThat(
            suggestion(allow("Use", APP, "kms:DescribeKey", ""), call(1, "DescribeKey", "{}", ""))
                .reason())
        .isEqualTo("the calls needed all of the policy");
  }

  /** A call on a key that the record does not name may have been on this one. */
  @Test
  void suggestion_callsOnUnknownKeys_keepTheirStatements() {
    String policy =
        allow("Use", APP, "kms:Decrypt", "")
            + ", "
            + allow("Other", "\"arn:aws:iam::111122223333:role/Other\"", "kms:Encrypt", "")
            + ", "
            + allow("Old", "\"arn:aws:iam::111122223333:role/Old\"", "kms:Encrypt", "");
    String recorded =
        call(2, "Encrypt", "{\"encryptionContext\": {}}", "")
            .replace("/App", "/Other")
            .replace("{\"ARN\": \"" + Trails.KEY + "\"}", "");
    String logged =
        "{\"kmsPolicyLog\": 1, \"time\": \"2026-11-24T09:00:00Z\", \"caller\":"
            + " \"arn:aws:sts::111122223333:assumed-role/Other/s\", \"role\":"
            + " \"arn:aws:iam::111122223333:role/Other\", \"operation\": \"Encrypt\","
            + " \"decision\": \"indeterminate\", \"mode\": \"OBSERVE\", \"disposition\": \"SENT\","
            + " \"nanos\": 5, \"checks\": [{\"action\": \"kms:Encrypt\", \"decision\":"
            + " \"indeterminate\", \"unknownKeyIn\": \"us-west-2\", \"policies\": \"00\","
            + " \"context\": {}, \"present\": [], \"absent\": []}]}";

    assertThat(sids(suggestion(policy, decrypt(1, "\"tenant\": \"a\""), recorded)))
        .containsExactly("Use", "Other");
    assertThat(sids(suggestion(policy, decrypt(1, "\"tenant\": \"a\""), logged)))
        .containsExactly("Use", "Other");
  }

  /** The only call is one of an AWS service, which is not judged. */
  @Test
  void suggestion_ofAKeyWithoutJudgedCalls_hasAReason() {
    String service =
        decrypt(1, "")
            .replaceAll(
                "\"userIdentity\": .*?\\}\\}\\}, ",
                "\"userIdentity\": {\"type\": \"AWSService\", \"invokedBy\":"
                    + " \"logs.amazonaws.com\"}, ");

    assertThat(suggestion(ALL_OF_APP, service).reason())
        .isEqualTo("no call on the key was judged, and others may have used it");
  }

  /** The caller of a throttled call will make it again, and needs nothing else. */
  @Test
  void suggestion_throttledCall_isAllowedAndNothingElse() {
    KeySuggestion suggestion =
        suggestion(
            ALL_OF_APP,
            decrypt(1, ""),
            call(2, "GenerateDataKey", "{}", "\"errorCode\": \"ThrottlingException\""));

    assertThat(text(suggestion))
        .contains("kms:Decrypt", "kms:GenerateDataKey")
        .doesNotContain("kms:*", "kms:CreateGrant");
  }
}
