package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a session is counted as another one of its role only if no policy tells them apart. */
class SessionsOfARoleTest {

  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/";
  private static final String ALLOW =
      """
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
       "Action": "kms:*", "Resource": "*"}\
      """;
  private static final String DENY_S1 =
      """
      , {"Effect": "Deny", "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/App/s1"},
         "Action": "kms:*", "Resource": "*"}\
      """;
  private static final String DENY =
      """
      , {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}\
      """;

  private static boolean isS1(Caller caller) {
    return caller.arn().equals(SESSION + "s1");
  }

  /** Many calls of one session and then one of another, with equal parameters. */
  private static ReplayReport replay(
      Policies policies, Optional<Policies> proposed, String first, String second) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      records.add(record(first, i));
    }
    records.add(record(second, 6));
    try (Replay replay = new Replay(policies, proposed, ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records.toArray(String[]::new)));
      return replay.report();
    }
  }

  private static String record(String session, int minute) {
    String time = "2026-11-24T09:%02d:00Z".formatted(minute);
    return Trails.record(
        time, session, "Decrypt", "{\"encryptionContext\": {\"tenant\": \"a\"}}", "");
  }

  private static Map<OurAnswer, Long> answers(Policies policies, String first, String second) {
    return Trails.answers(replay(policies, Optional.empty(), first, second));
  }

  @Test
  @DisplayName("sessions that no policy names are counted alike")
  void replay_unnamedSessions_areCountedAlike() {
    KeyPolicies key = Trails.key(ALLOW);
    Policies policies = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);

    assertThat(answers(policies, "s1", "s2")).containsExactly(Map.entry(OurAnswer.ALLOWED, 6L));
  }

  @Test
  @DisplayName("1.7: a session that the key policy names is decided by itself")
  void replay_namedSession_isDecidedByItself() {
    KeyPolicies key = Trails.key(ALLOW + DENY_S1);
    Policies policies = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);

    assertThat(answers(policies, "s2", "s1"))
        .containsOnly(Map.entry(OurAnswer.ALLOWED, 5L), Map.entry(OurAnswer.DENIED, 1L));
    assertThat(answers(policies, "s1", "s2"))
        .containsOnly(Map.entry(OurAnswer.DENIED, 5L), Map.entry(OurAnswer.ALLOWED, 1L));
  }

  @Test
  @DisplayName("a session with policies of its own is decided on these")
  void replay_sessionWithPolicies_isDecidedOnThem() {
    KeyPolicies key = Trails.key(ALLOW);
    PrincipalPolicies limited = Trails.principal(PolicyLayer.of(), PolicyLayer.of());
    Policies policies =
        Trails.policies(
            caller -> isS1(caller) ? limited : Trails.NO_POLICIES, (resource, caller) -> key);

    Map<OurAnswer, Long> answers = answers(policies, "s2", "s1");
    assertThat(answers.get(OurAnswer.ALLOWED)).isEqualTo(5);
    assertThat(answers.get(OurAnswer.DENIED)).isEqualTo(1);
  }

  @Test
  @DisplayName("sessions with other policies that call in turns are each decided on their own")
  void replay_sessionsInTurns_areDecidedOnTheirOwn() {
    KeyPolicies key = Trails.key(ALLOW);
    PrincipalPolicies limited = Trails.principal(PolicyLayer.of(), PolicyLayer.of());
    Policies policies =
        Trails.policies(
            caller -> isS1(caller) ? limited : Trails.NO_POLICIES, (resource, caller) -> key);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      records.add(record("s" + i % 3, i));
    }

    try (Replay replay = new Replay(policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records.toArray(String[]::new)));
      assertThat(Trails.answers(replay.report()))
          .containsOnly(Map.entry(OurAnswer.ALLOWED, 20L), Map.entry(OurAnswer.DENIED, 10L));
    }
  }

  @Test
  @DisplayName("a source may have other key policies for a session")
  void replay_otherKeyPolicies_areThoseOfTheSession() {
    KeyPolicies key = Trails.key(ALLOW);
    KeyPolicies denying = Trails.key(ALLOW + DENY);
    Policies policies =
        Trails.policies(
            caller -> Trails.NO_POLICIES, (resource, caller) -> isS1(caller) ? denying : key);

    assertThat(answers(policies, "s2", "s1"))
        .containsOnly(Map.entry(OurAnswer.ALLOWED, 5L), Map.entry(OurAnswer.DENIED, 1L));
  }

  @Test
  @DisplayName("a session is mapped to the check of one that both sources treat alike")
  void replay_otherProposedPolicies_areThoseOfTheSession() {
    KeyPolicies now = Trails.key(ALLOW);
    KeyPolicies denying = Trails.key(ALLOW + DENY);
    Policies current = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> now);
    Policies proposed =
        Trails.policies(
            caller -> Trails.NO_POLICIES, (resource, caller) -> isS1(caller) ? denying : now);
    List<String> records = new ArrayList<>();
    for (String session : List.of("s1", "s2", "s3")) {
      for (int i = 0; i < 5; i++) {
        records.add(record(session, i));
      }
    }
    records.add(
        Trails.record(
            "2026-11-24T09:30:00Z",
            "s3",
            "Decrypt",
            "{\"encryptionContext\": {\"tenant\": \"b\", \"more\": \"c\"}}",
            ""));

    try (Replay replay = new Replay(current, Optional.of(proposed), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records.toArray(String[]::new)));
      assertThat(replay.report().changes().get(Change.BREAKS).questions().values())
          .singleElement()
          .satisfies(count -> assertThat(count.events()).isEqualTo(5));
    }
  }

  @Test
  @DisplayName("a session that only the proposed key policy names breaks by itself")
  void replay_namedByProposed_breaksByItself() {
    KeyPolicies now = Trails.key(ALLOW);
    KeyPolicies then = Trails.key(ALLOW + DENY_S1);
    Policies current = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> now);
    Policies proposed = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> then);

    ReplayReport report = replay(current, Optional.of(proposed), "s2", "s1");
    assertThat(report.changes().get(Change.BREAKS).questions().values())
        .singleElement()
        .satisfies(count -> assertThat(count.events()).isEqualTo(1));
  }
}
