package io.kmspolicy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.judge.StatedNone;
import io.kmspolicy.replay.judge.StatedNone.Layer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

  private static final Path POLICIES = Path.of("..", "docs", "examples", "policies");

  private static ReplayPlan plan(Instant since) {
    return ReplayPlan.of(
        POLICIES,
        Optional.of(POLICIES.resolveSibling("proposed")),
        new ReplayOptions(
            RequestContext.builder()
                .put("aws:PrincipalOrgID", "o-1")
                .put("aws:PrincipalTag/Team", "a", "b")
                .build(),
            new StatedNone(List.of(Layer.GRANTS, Layer.IDENTITY)),
            true,
            false,
            false,
            false,
            ReplayOptions.Explanations.FULL,
            Optional.of(since),
            Optional.empty(),
            Optional.of("111122223333")));
  }

  @Test
  @DisplayName("A plan is the same after it was sent as bytes")
  void ofBytes_plan_isTheSame() {
    Instant since = Instant.parse("2026-01-31T00:00:00Z");
    byte[] bytes = plan(since).toBytes();
    ReplayPlan read = ReplayPlan.ofBytes(bytes);
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.isComparison()).isTrue();
    ReplayPlan.Loaded loaded = read.load();
    assertThat(loaded.options().stated()).isEqualTo(plan(since).load().options().stated());
    assertThat(loaded.options().none().layers()).containsExactly(Layer.IDENTITY, Layer.GRANTS);
    assertThat(loaded.options().since()).hasValue(since);
    assertThat(loaded.options().account()).hasValue("111122223333");
    assertThat(loaded.options().inferServices()).isTrue();
    assertThat(loaded.options().explanations()).isEqualTo(ReplayOptions.Explanations.NONE);
    assertThat(loaded.proposed()).isPresent();
  }

  @Test
  @DisplayName("Equal plans have equal digests, plans with other options have others")
  void digest_plans_identifiesThem() {
    Instant since = Instant.parse("2026-01-31T00:00:00Z");
    String digest = ReplayPlan.digest(plan(since).toBytes());
    assertThat(ReplayPlan.digest(plan(since).toBytes())).isEqualTo(digest).hasSize(64);
    assertThat(ReplayPlan.digest(plan(since.plusSeconds(1)).toBytes())).isNotEqualTo(digest);
  }

  @Test
  @DisplayName("The latest plans are kept; a plan that is used again is read once")
  void of_severalPlans_keepsTheLatest() {
    ExecutorReplays replays = new ExecutorReplays();
    for (int i = 0; i < 5; i++) {
      byte[] bytes = plan(Instant.ofEpochSecond(i)).toBytes();
      replays.of(ReplayPlan.digest(bytes), bytes);
      replays.of(ReplayPlan.digest(bytes), bytes);
    }
    assertThat(replays.loads()).isEqualTo(5);
    byte[] first = plan(Instant.ofEpochSecond(0)).toBytes();
    replays.of(ReplayPlan.digest(first), first);
    assertThat(replays.loads()).isEqualTo(6);
  }
}
