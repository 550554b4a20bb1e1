package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promise: a replay with history decides on the state as of each event, and never guesses it. */
class HistoryTest {

  private static final String ALLOWING =
      "{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\","
          + " \\\"Principal\\\": {\\\"AWS\\\": \\\"arn:aws:iam::111122223333:role/App\\\"},"
          + " \\\"Action\\\": \\\"kms:Decrypt\\\", \\\"Resource\\\": \\\"*\\\"}}";
  private static final String DENYING =
      "{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": {\\\"Effect\\\": \\\"Deny\\\","
          + " \\\"Principal\\\": \\\"*\\\","
          + " \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"*\\\"}}";

  private static String put(String time, String policy) {
    return Trails.record(time, "admin", "PutKeyPolicy", "{\"policy\": \"" + policy + "\"}");
  }

  private static String create(String time) {
    return Trails.record(time, "admin", "CreateKey", "{\"policy\": \"" + DENYING_NOBODY + "\"}");
  }

  private static final String DENYING_NOBODY = ALLOWING.replace("role/App", "role/Admin");

  private static String grant(String time, String id) {
    return Trails.record(
        time,
        "admin",
        "CreateGrant",
        "{\"granteePrincipal\": \"arn:aws:iam::111122223333:role/App\","
            + " \"operations\": [\"Decrypt\"], \"constraints\": {\"encryptionContextSubset\":"
            + " {\"tenant\": \"a\"}}}",
        "\"responseElements\": {\"grantId\": \"" + id + "\"}");
  }

  private static String revoke(String time, String id) {
    return Trails.record(time, "admin", "RevokeGrant", "{\"grantId\": \"" + id + "\"}");
  }

  /** The answer on the last record. */
  private static OurAnswer lastAnswer(GrantLayer grants, String... records) {
    KeyPolicies unknownKey =
        new KeyPolicies(
            PolicyLayer.unknown(), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
    Policies policies = Trails.policies(caller -> Trails.NO_POLICIES, (key, caller) -> unknownKey);
    ReplayOptions options = ReplayOptions.defaults().withHistory(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.readChanges("trail", Trails.stream(records));
      replay.read("trail", Trails.stream(records[records.length - 1]));
      return replay.report().matrix().keySet().iterator().next().ours();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "08:00:00, INDETERMINATE, before the first change",
    "09:00:00, INDETERMINATE, in the window after it",
    "09:05:00, INDETERMINATE, in the window after it",
    "09:07:00, ALLOWED, after the window",
    "11:59:30, INDETERMINATE, a minute before the next change",
    "12:03:00, INDETERMINATE, in the window after the second change",
    "12:07:00, DENIED, after the second window",
    "23:00:00, DENIED, long after it"
  })
  void replay_policyPut_holdsFromTheEndOfItsWindow(String time, OurAnswer answer, String when) {
    assertThat(
            lastAnswer(
                GrantLayer.none(),
                put("2026-11-24T12:00:00Z", DENYING),
                put("2026-11-24T09:00:00Z", ALLOWING),
                Trails.decrypt("2026-11-24T" + time + "Z")))
        .as(when)
        .isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "09:30:00, DENIED, created without a grant",
    "10:03:00, INDETERMINATE, in the window after the grant",
    "10:30:00, ALLOWED, after the grant",
    "11:03:00, INDETERMINATE, in the window after its end",
    "11:30:00, DENIED, after its end"
  })
  void replay_grants_followCreationAndEnd(String time, OurAnswer answer, String when) {
    assertThat(
            lastAnswer(
                GrantLayer.unknown(),
                create("2026-11-24T09:00:00Z"),
                revoke("2026-11-24T11:00:00Z", "g1"),
                grant("2026-11-24T10:00:00Z", "g1"),
                Trails.decrypt("2026-11-24T" + time + "Z")))
        .as(when)
        .isEqualTo(answer);
  }

  /** Grants from before the trail cannot be known. */
  @Test
  void replay_grantsOfAKeyFromBeforeTheTrail_areUnknown() {
    assertThat(
            lastAnswer(
                GrantLayer.none(),
                put("2026-11-24T08:00:00Z", DENYING_NOBODY),
                grant("2026-11-24T08:00:00Z", "g1"),
                Trails.decrypt("2026-11-24T12:00:00Z")))
        .isEqualTo(OurAnswer.INDETERMINATE);
  }

  @Test
  void replay_keyPolicyThatTheRecordLacks_isUnknown() {
    assertThat(
            lastAnswer(
                GrantLayer.none(),
                put("2026-11-24T08:00:00Z", ALLOWING),
                Trails.record(
                    "2026-11-24T09:00:00Z", "admin", "PutKeyPolicy", "{\"omitted\": true}"),
                Trails.decrypt("2026-11-24T12:00:00Z")))
        .isEqualTo(OurAnswer.INDETERMINATE);
  }

  /** A change that AWS refused changes nothing. */
  @Test
  void replay_refusedChange_isNoChange() {
    assertThat(
            lastAnswer(
                GrantLayer.none(),
                put("2026-11-24T08:00:00Z", ALLOWING),
                Trails.record(
                    "2026-11-24T09:00:00Z",
                    "admin",
                    "PutKeyPolicy",
                    "{\"policy\": \"" + DENYING + "\"}",
                    "\"errorCode\": \"AccessDenied\""),
                Trails.decrypt("2026-11-24T12:00:00Z")))
        .isEqualTo(OurAnswer.ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({"CUSTOMER, DENIED", "AWS, INDETERMINATE"})
  void replay_createdWithoutAPolicy_hasTheDefaultPolicyIfCustomerManaged(
      String manager, OurAnswer answer) {
    assertThat(
            lastAnswer(
                GrantLayer.unknown(),
                Trails.record(
                    "2026-11-24T08:00:00Z",
                    "admin",
                    "CreateKey",
                    "{\"description\": \"a\"}",
                    "\"responseElements\": {\"keyMetadata\": {\"keyManager\": \""
                        + manager
                        + "\"}}"),
                Trails.decrypt("2026-11-24T12:00:00Z")))
        .isEqualTo(answer);
  }

  @Test
  void replay_changeOfAnUnnamedKey_isLost() {
    Policies policies =
        Trails.policies(caller -> Trails.NO_POLICIES, (key, caller) -> KeyPolicies.unknown());
    ReplayOptions options = ReplayOptions.defaults().withHistory(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.readChanges(
          "trail",
          Trails.stream(
              put("2026-11-24T08:00:00Z", ALLOWING).replace("\"ARN\": \"", "\"ARN\": \"x")));

      assertThat(replay.report().records().lost()).isEqualTo(1);
    }
  }

  /** KMS records a CreateKey for a ReplicateKey, whose own record may hold another policy. */
  @ParameterizedTest
  @CsvSource({"PRIMARY, DENIED", "REPLICA, INDETERMINATE"})
  void replay_creationOfAReplica_doesNotShowItsPolicy(String type, OurAnswer answer) {
    String create =
        Trails.record(
            "2026-11-24T08:00:00Z",
            "admin",
            "CreateKey",
            "{\"multiRegion\": true}",
            "\"responseElements\": {\"keyMetadata\": {\"keyManager\": \"CUSTOMER\","
                + " \"multiRegionConfiguration\": {\"multiRegionKeyType\": \""
                + type
                + "\"}}}");
    assertThat(
            lastAnswer(
                GrantLayer.unknown(),
                ofMultiRegionKey(create),
                ofMultiRegionKey(Trails.decrypt("2026-11-24T12:00:00Z"))))
        .isEqualTo(answer);
  }

  private static String ofMultiRegionKey(String record) {
    return record.replace(
        "key/1234abcd-12ab-34cd-56ef-1234567890ab", "key/mrk-1234abcd12ab34cd56ef1234567890ab");
  }

  /** Records tell seconds, and files have no order. */
  @Test
  void replay_twoPoliciesOfOneSecond_leaveOpenWhichIsTheLast() {
    String first = put("2026-11-24T08:00:00Z", ALLOWING);
    String second = put("2026-11-24T08:00:00Z", DENYING);
    String call = Trails.decrypt("2026-11-24T12:00:00Z");

    assertThat(lastAnswer(GrantLayer.none(), first, second, call))
        .isEqualTo(OurAnswer.INDETERMINATE);
    assertThat(lastAnswer(GrantLayer.none(), second, first, call))
        .isEqualTo(OurAnswer.INDETERMINATE);
    assertThat(lastAnswer(GrantLayer.none(), first, first, call)).isEqualTo(OurAnswer.ALLOWED);
    assertThat(
            lastAnswer(
                GrantLayer.none(), first, second, put("2026-11-24T09:00:00Z", ALLOWING), call))
        .isEqualTo(OurAnswer.ALLOWED);
  }

  @Test
  void replay_grantThatEndsInTheSecondOfItsCreation_isNoGrant() {
    assertThat(
            lastAnswer(
                GrantLayer.unknown(),
                revoke("2026-11-24T09:00:00Z", "g1"),
                grant("2026-11-24T09:00:00Z", "g1"),
                create("2026-11-24T09:00:00Z"),
                Trails.decrypt("2026-11-24T12:00:00Z")))
        .isEqualTo(OurAnswer.DENIED);
  }

  /** Rule 6.15: the clock of the client may be wrong by five minutes. */
  @ParameterizedTest
  @CsvSource({
    "11:53:30, ALLOWED, before the change",
    "11:57:00, INDETERMINATE, perhaps at the change",
    "12:10:00, INDETERMINATE, perhaps in the window after it",
    "12:12:00, DENIED, after the window"
  })
  void replay_loggedCall_isOfTheTimesThatItsClockLeavesOpen(
      String time, OurAnswer answer, String when) {
    String logged =
        """
        {"kmsPolicyLog": 1, "time": "2026-11-24T%sZ", \
        "caller": "arn:aws:sts::111122223333:assumed-role/App/s", \
        "role": "arn:aws:iam::111122223333:role/App", "operation": "Decrypt", \
        "decision": "allowed", "mode": "observe", "disposition": "passed", "nanos": 1, \
        "checks": [{"action": "kms:Decrypt", "decision": "allowed", "resource": "%s", \
        "contextKeys": []}]}\
        """
            .formatted(time, Trails.KEY);
    assertThat(
            lastAnswer(
                GrantLayer.none(),
                put("2026-11-24T08:00:00Z", ALLOWING),
                put("2026-11-24T12:00:00Z", DENYING),
                logged))
        .as(when)
        .isEqualTo(answer);
  }
}
