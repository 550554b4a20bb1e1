package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kmspolicy.directory.PolicyDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Promise: replays that share policies compile them once, and report what each alone reports. */
class SharedPoliciesTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final int REPLAYS = 20;

  private static Policies policies(String name) {
    return Policies.of(PolicyDirectory.load(EXAMPLES.resolve(name)));
  }

  private static String[] records() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String context =
          "{\"encryptionContext\": {\"tenant\": \"%s\"}}".formatted("ab".charAt(i % 2));
      records.add(
          Trails.record(
              "2026-11-24T09:00:%02dZ".formatted(i),
              "s" + i % 7,
              i % 3 == 0 ? "GenerateDataKey" : "Decrypt",
              context,
              i % 5 == 0 ? "" : "\"vpcEndpointId\": \"vpce-1a2b3c4d\""));
    }
    return records.toArray(String[]::new);
  }

  private static SharedPolicies shared() {
    return SharedPolicies.of(
        policies("policies"), Optional.of(policies("proposed")), ReplayOptions.defaults());
  }

  private static ReplayReport report(Replay replay) {
    replay.read("trail", Trails.stream(records()));
    return replay.take();
  }

  @Test
  void replay_oneAfterTheOther_makesTheRowsOfOne() {
    try (SharedPolicies shared = shared()) {
      ReplayReport first = report(shared.replay(Replay.MAX_QUESTIONS));
      long rows = shared.rowsMade();
      for (int i = 0; i < REPLAYS; i++) {
        assertThat(report(shared.replay(Replay.MAX_QUESTIONS))).isEqualTo(first);
      }
      assertThat(rows).isPositive();
      assertThat(shared.rowsMade()).isEqualTo(rows);
    }
  }

  @Test
  void replay_manyThreads_reportsWhatOneAloneReports() throws Exception {
    ReplayReport alone;
    try (Replay replay =
        new Replay(
            policies("policies"), Optional.of(policies("proposed")), ReplayOptions.defaults())) {
      alone = report(replay);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Set<ReplayReport> reports = new HashSet<>();
    try (SharedPolicies shared = shared()) {
      List<Callable<ReplayReport>> tasks = new ArrayList<>();
      for (int i = 0; i < REPLAYS; i++) {
        tasks.add(() -> report(shared.replay(Replay.MAX_QUESTIONS)));
      }
      for (Future<ReplayReport> done : threads.invokeAll(tasks)) {
        reports.add(done.get());
      }
    } finally {
      threads.shutdown();
    }
    assertThat(reports).containsExactly(alone);
  }

  @Test
  void of_history_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SharedPolicies.of(
                    policies("policies"),
                    Optional.empty(),
                    ReplayOptions.defaults().withHistory(true)));
  }
}
