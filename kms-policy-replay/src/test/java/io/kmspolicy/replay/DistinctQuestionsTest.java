package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Promise: equal questions are decided once, and a decision that reads the clock never counts. */
class DistinctQuestionsTest {

  private static final String TENANT =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"},"
          + " \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
          + " {\"kms:EncryptionContext:tenant\": \"a\"}}}";
  private static final String UNTIL =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"},"
          + " \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\": {\"DateLessThan\":"
          + " {\"aws:CurrentTime\": \"2026-11-24T09:00:00Z\"}}}";

  private int asked;

  private Policies policies(String statements) {
    KeyPolicies key = Trails.key(statements);
    return Trails.policies(
        caller -> {
          asked++;
          return Trails.NO_POLICIES;
        },
        (resource, caller) -> key);
  }

  private static ReplayReport replay(Policies policies, String... records) {
    try (Replay replay = new Replay(policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records));
      return replay.report();
    }
  }

  private static long events(ReplayReport report, OurAnswer answer) {
    return report.matrix().entrySet().stream()
        .filter(cell -> cell.getKey().ours() == answer)
        .mapToLong(cell -> cell.getValue())
        .sum();
  }

  private static String tenant(int second, String tenant) {
    return Trails.record(
        "2026-11-24T09:00:%02dZ".formatted(second),
        "s",
        "Decrypt",
        "{\"encryptionContext\": {\"tenant\": \""
            + tenant
            + "\", \"object\": \""
            + second
            + "\"}}");
  }

  /**
   * The current policies read the clock, and the proposed ones name an instant of another action.
   */
  @Test
  void replay_otherPoliciesReadTheClock_changesNoDecision() {
    String allowed =
        "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"}";
    Policies current =
        policies(
            "{"
                + allowed
                + ", \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\":"
                + " {\"DateGreaterThan\": {\"aws:CurrentTime\": \"2026-11-20T09:00:00Z\"}}}");
    Policies proposed =
        policies(
            "{"
                + allowed
                + ", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\", \"Condition\":"
                + " {\"DateLessThan\": {\"aws:CurrentTime\": \"2026-11-24T09:00:00Z\"}}}");

    try (Replay replay = new Replay(current, Optional.of(proposed), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(Trails.decrypt("2026-11-24T09:00:00Z")));

      assertThat(replay.report().events(Change.BREAKS)).isOne();
    }
  }

  /** The pair `object` is not read by the policies, so events that differ in it are equal. */
  @Test
  void replay_manyEqualQuestions_asksForThePoliciesOnce() {
    String[] records = IntStream.range(0, 50).mapToObj(i -> tenant(i, "a")).toArray(String[]::new);

    ReplayReport report = replay(policies(TENANT), records);

    assertThat(events(report, OurAnswer.ALLOWED)).isEqualTo(50);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void replay_valuesThatPoliciesRead_areToldApart() {
    String[] records =
        IntStream.range(0, 50)
            .mapToObj(i -> tenant(i, i % 3 == 0 ? "a" : "b" + i))
            .toArray(String[]::new);

    ReplayReport report = replay(policies(TENANT), records);

    assertThat(events(report, OurAnswer.ALLOWED)).isEqualTo(17);
    assertThat(events(report, OurAnswer.DENIED)).isEqualTo(33);
  }

  /** The call may have been decided up to a minute before it was completed. */
  @Test
  void replay_decisionsThatReadTheClock_areMadeForEachEvent() {
    ReplayReport report =
        replay(
            policies(UNTIL),
            Trails.decrypt("2026-11-24T08:00:00Z"),
            Trails.decrypt("2026-11-24T09:00:30Z"),
            Trails.decrypt("2026-11-24T10:00:00Z"),
            Trails.decrypt("2026-11-24T08:00:00Z"));

    assertThat(events(report, OurAnswer.ALLOWED)).isEqualTo(2);
    assertThat(events(report, OurAnswer.INDETERMINATE)).isEqualTo(1);
    assertThat(events(report, OurAnswer.DENIED)).isEqualTo(1);
  }
}
