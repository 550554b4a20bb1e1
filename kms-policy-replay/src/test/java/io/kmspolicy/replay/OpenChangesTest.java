package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Promise: proposed policies that may deny a recorded call are reported, also where the decisions
 * are open and where it is not known what AWS answered.
 */
class OpenChangesTest {

  private static final String LOGGED =
      """
      {"kmsPolicyLog": 1, "time": "2026-01-31T12:00:00.5Z", \
      "caller": "arn:aws:sts::111122223333:assumed-role/App/s", \
      "role": "arn:aws:iam::111122223333:role/App", "operation": "Decrypt", \
      "decision": "allowed", "mode": "observe", "disposition": "passed", "nanos": 1, \
      "checks": [{"action": "kms:Decrypt", "decision": "allowed", "resource": "%s", \
      "contextKeys": ["kms:EncryptionContext:tenant", "kms:EncryptionContextKeys"]}]}\
      """
          .formatted(Trails.KEY);

  private static final String CALL = Trails.decrypt("2026-11-24T09:00:00Z");
  private static final String DENIED =
      Trails.record(
          "2026-11-24T09:00:00Z",
          "s",
          "Decrypt",
          "{\"encryptionContext\": {\"tenant\": \"a\"}}",
          "\"errorCode\": \"AccessDenied\"");
  private static final String THROTTLED =
      DENIED.replace("\"AccessDenied\"", "\"ThrottlingException\"");

  private static final String ALLOW = statement("Allow", "");
  private static final String OF_TEAM = ofTag("Allow", "team");
  private static final String OF_UNIT = ofTag("Allow", "unit");
  private static final String DENY = statement("Deny", "");

  private static String ofTag(String effect, String tag) {
    return statement(effect, "\"StringEquals\": {\"aws:PrincipalTag/" + tag + "\": \"a\"}");
  }

  private static String statement(String effect, String condition) {
    return ("{\"Effect\": \"%s\", \"Principal\": {\"AWS\":"
            + " [\"arn:aws:iam::111122223333:role/App\", \"arn:aws:iam::111122223333:role/Old\"]},"
            + " \"Action\": [\"kms:Decrypt\", \"kms:Encrypt\"], \"Resource\": \"*\","
            + " \"Condition\": {%s}}")
        .formatted(effect, condition);
  }

  private static Policies policies(OrganizationLayer serviceControl, String statements) {
    PrincipalPolicies principal =
        new PrincipalPolicies(
            PolicyLayer.of(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            serviceControl,
            PolicyLayer.none());
    KeyPolicies key = Trails.key(statements);
    return Trails.policies(caller -> principal, (resource, caller) -> key);
  }

  private static ReplayReport replay(Policies current, Policies next, String... records) {
    try (Replay replay = new Replay(current, Optional.of(next), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records));
      return replay.report();
    }
  }

  private static ReplayReport replay(String current, String next, String... records) {
    return replay(
        policies(OrganizationLayer.none(), current),
        policies(OrganizationLayer.none(), next),
        records);
  }

  /** The caller has the tag that the current policy asks for, and may lack the other one. */
  @Test
  void replay_anotherUnknownCondition_mayBreakWhatAwsAllowed() {
    assertThat(replay(OF_TEAM, OF_UNIT, CALL).events(Change.MAY_BREAK)).isOne();
    assertThat(
            replay(OF_TEAM, OF_TEAM + ", " + ofTag("Deny", "unit"), CALL).events(Change.MAY_BREAK))
        .isOne();
  }

  /** Events are counted by what they have in common, and each of them may break. */
  @Test
  void replay_equalEvents_mayBreakEach() {
    assertThat(replay(OF_TEAM, OF_UNIT, CALL, CALL, CALL, CALL, CALL).events(Change.MAY_BREAK))
        .isEqualTo(5);
  }

  /** What is unknown is asked by both, so the answers are the same. */
  @Test
  void replay_openDecisionsOfStatementsThatAskTheSame_changeNothing() {
    String narrower =
        OF_TEAM
            .replace(", \"arn:aws:iam::111122223333:role/Old\"", "")
            .replace(", \"kms:Encrypt\"", "")
            .replace(
                "\"StringEquals\": {",
                "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\", ");
    for (String next : new String[] {OF_TEAM, OF_TEAM + ", " + OF_UNIT, narrower}) {
      assertThat(replay(OF_TEAM, next, CALL).changes()).as(next).isEmpty();
    }
    assertThat(replay(OF_TEAM + ", " + ofTag("Deny", "unit"), OF_TEAM, CALL).changes()).isEmpty();
  }

  /** The statement of the other account's administrators has nothing to do with the call. */
  @Test
  void replay_changeOfOtherStatements_changesNothingOfAnOpenCall() {
    String other = ALLOW.replace("role/App", "role/Other");
    Policies current = policies(OrganizationLayer.unknown(), ALLOW + ", " + other);
    assertThat(replay(current, policies(OrganizationLayer.unknown(), ALLOW), CALL).changes())
        .isEmpty();
    assertThat(
            replay(current, policies(OrganizationLayer.unknown(), OF_TEAM), CALL)
                .events(Change.MAY_BREAK))
        .isOne();
  }

  /** A call that AWS denied cannot break. */
  @Test
  void replay_deniedCall_doesNotBreak() {
    assertThat(replay(OF_TEAM, OF_UNIT, DENIED).changes()).isEmpty();
    assertThat(replay(ALLOW, DENY, DENIED).changes()).isEmpty();
  }

  /** The log does not say what AWS answered; the values are not logged. */
  @Test
  void replay_loggedCallThatIsOpen_mayBreak() {
    String ofTenant =
        statement("Allow", "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}");
    String ofOther = ofTenant.replace("\"a\"", "\"b\"");

    assertThat(replay(ofTenant, DENY, LOGGED).events(Change.MAY_BREAK)).isOne();
    assertThat(replay(ofTenant, ofOther, LOGGED).events(Change.MAY_BREAK)).isOne();
    assertThat(replay(ofTenant, ofTenant, LOGGED).changes()).isEmpty();
  }

  /** The error says nothing about authorization; a key that does not exist allows nothing. */
  @Test
  void replay_throttledCall_mayBreak() {
    assertThat(replay(ALLOW, DENY, THROTTLED).events(Change.MAY_BREAK)).isOne();
    assertThat(replay(ALLOW, DENY, THROTTLED).events(Change.BREAKS)).isZero();
    assertThat(replay(ALLOW, ALLOW, THROTTLED).changes()).isEmpty();
    assertThat(replay(ALLOW, DENY, THROTTLED.replace("Throttling", "NotFound")).changes())
        .isEmpty();
  }
}
