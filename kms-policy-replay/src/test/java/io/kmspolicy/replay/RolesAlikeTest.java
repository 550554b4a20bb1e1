package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: roles share a decision only as far as the policies decide them alike. */
class RolesAlikeTest {

  private static final String FIRST = "App";
  private static final String SECOND = "Other";
  private static final String BOTH =
      """
      "Principal": {"AWS": ["arn:aws:iam::111122223333:role/App",
                            "arn:aws:iam::111122223333:role/Other"]},
      "Action": "kms:*", "Resource": "*"\
      """;

  private static String decrypt(String role, String session, String tenant) {
    String parameters = "{\"encryptionContext\": {\"tenant\": \"%s\"}}".formatted(tenant);
    return Trails.record("2026-11-24T09:00:00Z", session, "Decrypt", parameters)
        .replace("role/" + FIRST, "role/" + role);
  }

  private static void assertAnswers(
      Policies policies, long allowed, long denied, String... records) {
    try (Replay replay = new Replay(policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records));
      assertThat(Trails.answers(replay.report()))
          .containsOnly(Map.entry(OurAnswer.ALLOWED, allowed), Map.entry(OurAnswer.DENIED, denied));
    }
  }

  private static Policies policies(String condition) {
    KeyPolicies key =
        Trails.key("{\"Effect\": \"Allow\", %s, \"Condition\": {%s}}".formatted(BOTH, condition));
    return Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);
  }

  @Test
  @DisplayName("the same parameters decide alike for both roles, and others do not")
  void replay_conditionOnParameters_holdsForBothRoles() {
    Policies policies = policies("\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}");

    assertAnswers(
        policies,
        3,
        2,
        decrypt(FIRST, "s", "a"),
        decrypt(SECOND, "s", "a"),
        decrypt(SECOND, "s", "b"),
        decrypt(FIRST, "s", "b"),
        decrypt(SECOND, "s", "a"));
  }

  @Test
  @DisplayName("a decision that the first role read from its session is none of the parameters")
  void replay_conditionOnSession_isNotOneOnParameters() {
    Policies policies = policies("\"StringLike\": {\"aws:userid\": \"*:good\"}");

    assertAnswers(
        policies,
        3,
        2,
        decrypt(FIRST, "good", "a"),
        decrypt(SECOND, "good", "a"),
        decrypt(SECOND, "good", "a"),
        decrypt(SECOND, "bad", "a"),
        decrypt(SECOND, "bad", "a"));
  }

  @Test
  @DisplayName("a role with a Deny of its own is not decided as the other")
  void replay_roleWithDeny_isDenied() {
    KeyPolicies key = Trails.key("{\"Effect\": \"Allow\", " + BOTH + "}");
    PrincipalPolicies denied =
        Trails.principal(
            Trails.layer(
                PolicyType.IDENTITY,
                "{\"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"),
            PolicyLayer.none());
    Policies policies =
        Trails.policies(
            caller -> caller.arn().contains("/" + SECOND + "/") ? denied : Trails.NO_POLICIES,
            (resource, caller) -> key);

    assertAnswers(
        policies,
        2,
        2,
        decrypt(FIRST, "s", "a"),
        decrypt(SECOND, "s", "a"),
        decrypt(FIRST, "s", "a"),
        decrypt(SECOND, "s", "a"));
  }
}
