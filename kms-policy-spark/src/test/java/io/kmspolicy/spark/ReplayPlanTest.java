package io.kmspolicy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                true,
                false,
                false,
                false,
                ReplayOptions.Explanations.FULL,
                Optional.of(since),
                Optional.empty(),
                Optional.of("111122223333")))
        .assuming(AssumedNone.of("test", List.of("grants", "identity"), former -> {}));
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
    assertThat(
            loaded.current().source().principal(Caller.parse("arn:aws:iam::111122223333:role/X")))
        .extracting(PrincipalPolicies::identity)
        .isEqualTo(PolicyLayer.of());
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
    assertThat(replays.compilations()).isEqualTo(5);
    byte[] first = plan(Instant.ofEpochSecond(0)).toBytes();
    replays.of(ReplayPlan.digest(first), first);
    assertThat(replays.compilations()).isEqualTo(6);
  }

  /** What a task does: borrows a replay, reads its file, and gives the replay back. */
  private static ReplayReport task(ExecutorReplays replays, byte[] plan, String records) {
    ExecutorReplays.Prepared prepared = replays.of(ReplayPlan.digest(plan), plan);
    Replay replay = prepared.borrow();
    replay.read("file", new ByteArrayInputStream(records.getBytes(StandardCharsets.UTF_8)));
    ReplayReport report = replay.take();
    prepared.giveBack(replay);
    return report;
  }

  @Test
  @DisplayName("Many tasks at a time compile the policies of each plan once")
  void of_manyTasksAtOnce_compilesEachPlanOnce() throws Exception {
    ExecutorReplays replays = new ExecutorReplays();
    String records = String.join("\n", TrailMaker.records(0, 100));
    List<byte[]> plans =
        List.of(plan(Instant.EPOCH).toBytes(), plan(Instant.ofEpochSecond(1)).toBytes());
    ExecutorService cores = Executors.newFixedThreadPool(4);
    Set<ReplayReport> reports = new HashSet<>();
    try {
      List<Callable<ReplayReport>> tasks = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        byte[] bytes = plans.get(i % 2);
        tasks.add(() -> task(replays, bytes, records));
      }
      for (Future<ReplayReport> done : cores.invokeAll(tasks)) {
        reports.add(done.get());
      }
    } finally {
      cores.shutdown();
    }
    assertThat(replays.compilations()).isEqualTo(2);
    assertThat(reports).hasSize(1);
    assertThat(reports.iterator().next().records().judged()).isPositive();
  }
}
