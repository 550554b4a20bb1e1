package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory of a replay does not grow with the values that callers choose. */
class RecentOutcomesTest {

  private static final Object GROUP = new Object();
  private static final AwsAnswer ALLOWED = new AwsAnswer.Allowed();

  private static TrailEvent event(Map<String, Object> parameters, Map<String, Object> additional) {
    return new TrailEvent(
        "trail.json",
        1,
        Instant.EPOCH,
        "us-west-2",
        "Decrypt",
        TrailEvent.API_CALL,
        Map.of(),
        Optional.of(parameters),
        Map.of(),
        additional,
        List.of(),
        "",
        "",
        "",
        "");
  }

  private static Map<String, Object> context(int length) {
    return Map.of("encryptionContext", Map.of("id", List.of("x".repeat(length))));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, true",
    "0, 100, true",
    "8180, 0, false",
    "0, 8180, false",
    "300, 300, false"
  })
  @DisplayName("an outcome is kept for values that may come again, and not for long ones")
  void keep_longValues_areNotKept(int parameters, int additional, boolean isKept) {
    RecentOutcomes recent = new RecentOutcomes();
    TrailEvent event = event(context(parameters), context(additional));
    RecentOutcomes.Outcome outcome = new RecentOutcomes.Outcome(null, null, null);

    recent.keep(event, new RecentOutcomes.Subject(GROUP, GROUP, ALLOWED), true, outcome);

    assertThat(recent.find(event, GROUP, GROUP, ALLOWED)).isEqualTo(isKept ? outcome : null);
  }
}
