package io.kmspolicy.interceptor.enforce;

import static io.kmspolicy.interceptor.Fixtures.KEY;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

  private static final KmsResource OTHER = KmsResource.parse(OTHER_ARN);

  private final List<KmsResource> changed = new ArrayList<>();
  private final List<KmsResource> settled = new ArrayList<>();
  private long nanos;
  private final RecentChanges changes =
      new RecentChanges(Duration.ofMinutes(5), () -> nanos, changed::add, settled::add);

  private static List<CheckDecision> on(KmsResource resource) {
    AuthorizationRequest request =
        AuthorizationRequest.of(Fixtures.CALLER, "kms:Encrypt", resource, RequestContext.empty());
    return List.of(
        new CheckDecision.Evaluated(
            request, Fixtures.allUnknown(), Fixtures.allUnknown(), Decision.IMPLICIT_DENY));
  }

  private static CallDecision createGrant(KmsResource resource) {
    return new CallDecision(
        "CreateGrant",
        Decision.ALLOWED,
        on(resource),
        EnforcementMode.ENFORCE,
        Disposition.PASSED,
        0);
  }

  private void made(KmsResource resource) {
    changes.made(createGrant(resource));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void bearOn_keyThatWasChanged_untilTheWindowIsOverAndItsSourceWasTold() {
    made(KEY);
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(changes.bearOn(on(OTHER))).isFalse();
    pass(Duration.ofMinutes(5).minusNanos(1));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(settled).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(settled).containsExactly(KEY);
    pass(Duration.ofSeconds(9));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(changes.bearOn(on(KEY))).isFalse();
    assertThat(settled).containsExactly(KEY);
  }

  @Test
  void bearOn_keyChangedAgain_countsFromTheLastChange() {
    made(KEY);
    pass(Duration.ofMinutes(4));
    made(KEY);
    pass(Duration.ofMinutes(4));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(settled).isEmpty();
  }

  @Test
  void bearOn_changeSomewhere_bearsOnEveryKey() {
    made(UNKNOWN_KEY);
    assertThat(changes.bearOn(on(KEY))).isTrue();
    pass(Duration.ofMinutes(6));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(settled).containsExactly(new KmsResource.Any());
    pass(Duration.ofMinutes(1));
    assertThat(changes.bearOn(on(KEY))).isFalse();
  }

  @Test
  void bearOn_callOnAnUnknownKey_isConcernedByEveryChange() {
    made(KEY);
    assertThat(changes.bearOn(on(UNKNOWN_KEY))).isTrue();
  }

  @Test
  void made_manyKeys_areBounded() {
    for (int i = 0; i <= 10_000; i++) {
      made(
          new KmsResource.Key(
              "aws",
              "us-west-2",
              Fixtures.ACCOUNT,
              String.format("%08x-0000-4000-8000-000000000000", i)));
    }
    assertThat(changes.bearOn(on(KEY))).isTrue();
  }

  @Test
  void made_noWindow_countsNot() {
    RecentChanges none = new RecentChanges(Duration.ZERO, () -> nanos, changed::add, settled::add);
    none.made(new KmsResource.Any());
    assertThat(none.bearOn(on(KEY))).isFalse();
  }

  @Test
  void sent_changeThatHasNotEnded_countsAndIsTakenAsMade() {
    var unused = changes.sent(createGrant(KEY));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(changes.bearOn(on(UNKNOWN_KEY))).isTrue();
    assertThat(changes.bearOn(on(OTHER))).isFalse();
    assertThat(changed).isEmpty();

    pass(Duration.ofMinutes(5));
    assertThat(changes.bearOn(on(OTHER))).isFalse();
    assertThat(changed).containsExactly(KEY);
    assertThat(changes.bearOn(on(KEY))).isTrue();
    pass(Duration.ofMinutes(5));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(settled).containsExactly(KEY);
    pass(Duration.ofSeconds(11));
    assertThat(changes.bearOn(on(KEY))).isFalse();
    assertThat(changed).containsExactly(KEY);
  }

  @Test
  void ended_changeThatWasRefused_countsNoLonger() {
    RecentChanges.Sent sent = changes.sent(createGrant(KEY));
    changes.ended(sent);
    assertThat(changes.bearOn(on(KEY))).isFalse();
    pass(Duration.ofMinutes(6));
    assertThat(changes.bearOn(on(KEY))).isFalse();
    assertThat(changed).isEmpty();
  }

  @Test
  void again_changeThatIsSentOnceMore_countsFromThen() {
    RecentChanges.Sent sent = changes.sent(createGrant(KEY));
    pass(Duration.ofMinutes(4));
    var unused = changes.again(sent);
    pass(Duration.ofMinutes(4));
    assertThat(changes.bearOn(on(KEY))).isTrue();
    assertThat(changed).isEmpty();
  }

  @Test
  void sent_changeSomewhere_bearsOnEveryKey() {
    var unused = changes.sent(Set.of(new KmsResource.Any()));
    assertThat(changes.bearOn(on(KEY))).isTrue();
  }

  @Test
  void sent_manyChanges_areBounded() {
    for (int i = 0; i <= 1_000; i++) {
      var unused = changes.sent(createGrant(OTHER));
    }
    assertThat(changes.bearOn(on(KEY))).isTrue();
  }

  @Test
  void sent_noWindow_countsNot() {
    RecentChanges none = new RecentChanges(Duration.ZERO, () -> nanos, changed::add, settled::add);
    var unused = none.sent(createGrant(KEY));
    assertThat(none.bearOn(on(KEY))).isFalse();
    assertThat(changed).isEmpty();
  }

  /** {@code docs/operations.md}: the disposition {@code recent_change} has no gap. */
  @Test
  void bearOn_changeThatEndsMeanwhile_countsThroughout() throws Exception {
    AtomicReference<RecentChanges> current = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger missed = new AtomicInteger();
    List<CheckDecision> checks = on(KEY);
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                RecentChanges now = current.get();
                if (now != null && !now.bearOn(checks)) {
                  missed.incrementAndGet();
                }
              }
            });
    reader.start();
    for (int round = 0; round < 100_000; round++) {
      RecentChanges fresh =
          new RecentChanges(Duration.ofMinutes(5), () -> 0, unused -> {}, unused -> {});
      RecentChanges.Sent sent = fresh.sent(Set.of(KEY));
      current.set(fresh);
      for (int wait = round % 50; wait > 0; wait--) {
        Thread.onSpinWait();
      }
      fresh.made(KEY);
      fresh.ended(sent);
    }
    done.set(true);
    reader.join();
    assertThat(missed).hasValue(0);
  }
}
