package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory of a replay does not grow with the values that callers choose. */
class RecentOutcomesTest {

  private static final Object GROUP = new Object();
  private static final AwsAnswer ALLOWED = new AwsAnswer.Allowed();
  private static final RecentOutcomes.Outcome NOWHERE =
      new RecentOutcomes.Outcome(null, null, null);

  private final JudgedCalls calls = new JudgedCalls();

  private JudgedCalls.Call call(TrailEvent event) {
    return call(event, GROUP, GROUP);
  }

  private JudgedCalls.Call call(TrailEvent event, Object group, Object proposed) {
    return calls.of(event.identity(), event, group, proposed, Trails.CHECK);
  }

  private static TrailEvent event(Map<String, Object> parameters, Map<String, Object> additional) {
    return new TrailEvent(
        "trail.json",
        1,
        0,
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

    recent.keep(event, call(event), ALLOWED, true, NOWHERE);

    assertThat(recent.find(event, call(event), ALLOWED) != null).isEqualTo(isKept);
  }

  @Test
  @DisplayName("an outcome holds for the same objects only: parameters, answer and groups")
  void find_otherObjects_findsNothing() {
    RecentOutcomes recent = new RecentOutcomes();
    TrailEvent event = event(context(10), Map.of());
    recent.keep(event, call(event), ALLOWED, true, NOWHERE);

    assertThat(recent.find(event, call(event), ALLOWED)).isNotNull();
    assertThat(recent.find(event(context(10), Map.of()), call(event), ALLOWED)).isNull();
    assertThat(recent.find(event, call(event), new AwsAnswer.Allowed())).isNull();
    assertThat(recent.find(event, call(event, new Object(), GROUP), ALLOWED)).isNull();
    assertThat(recent.find(event, call(event, GROUP, new Object()), ALLOWED)).isNull();
  }

  @Test
  @DisplayName("parameters that never repeat displace few outcomes that come again")
  void keep_parametersThatNeverRepeat_replaceNone() {
    RecentOutcomes recent = new RecentOutcomes();
    List<TrailEvent> repeated =
        IntStream.range(0, 20_000).mapToObj(i -> event(context(1), Map.of())).toList();
    for (int time = 0; time < 10; time++) {
      for (int i = 0; i < 2_000; i++) {
        meet(recent, event(context(1), Map.of()));
      }
      repeated.forEach(event -> meet(recent, event));
    }

    assertThat(repeated.stream().filter(event -> !isKnown(recent, event)).count())
        .as("outcomes that are forgotten")
        .isLessThan(1_000);
  }

  @Test
  @DisplayName("parameters are known from the second event on that has them")
  void areMet_newParameters_areKnownAfterwards() {
    RecentOutcomes recent = new RecentOutcomes();
    Map<String, Object> parameters = context(1);

    assertThat(recent.areMet(event(parameters, Map.of()))).isFalse();
    assertThat(recent.areMet(event(parameters, Map.of()))).isTrue();
    assertThat(recent.areMet(event(context(1), Map.of()))).isFalse();
  }

  private boolean isKnown(RecentOutcomes recent, TrailEvent event) {
    return recent.find(event, call(event), ALLOWED) != null;
  }

  private void meet(RecentOutcomes recent, TrailEvent event) {
    if (!isKnown(recent, event) && recent.areMet(event)) {
      recent.keep(event, call(event), ALLOWED, true, NOWHERE);
    }
  }
}
