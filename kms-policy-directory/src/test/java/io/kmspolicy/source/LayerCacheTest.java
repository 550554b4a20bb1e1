package io.kmspolicy.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerCacheTest {

  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration MAXIMUM_AGE = Duration.ofMinutes(30);

  private final HandClock clock = new HandClock();
  private final Instant start = clock.instant();
  private final AtomicInteger loads = new AtomicInteger();
  private volatile boolean broken;
  private LayerCache<String, String> layer = layer(subject -> value());

  private LayerCache<String, String> layer(LayerLoader<String, String> loader) {
    return new LayerCache<>(
        SourceLayer.GRANTS,
        loader,
        RefreshSettings.defaults().every(INTERVAL, MAXIMUM_AGE),
        clock.source());
  }

  private String value() {
    int load = loads.incrementAndGet();
    if (broken) {
      throw new SourceException("the endpoint is down");
    }
    return "value " + load;
  }

  @AfterEach
  void close() {
    layer.close();
  }

  /** Waits for the count, since a value is answered before the load that brought it has ended. */
  private void load(String subject) {
    long before = layer.status().counts().refreshes();
    layer.get(subject);
    Eventually.isTrue("the load", () -> layer.status().counts().refreshes() > before);
    assertThat(layer.get(subject)).isPresent();
  }

  private void lookUntil(int count) {
    Eventually.isTrue(
        "load " + count,
        () -> {
          layer.look();
          SourceStatus.Counts counts = layer.status().counts();
          return counts.refreshes() + counts.failures() >= count;
        });
  }

  @Test
  void get_newSubject_isUnknownUntilLoaded() {
    CountDownLatch release = new CountDownLatch(1);
    layer.close();
    layer =
        layer(
            subject -> {
              await(release);
              return value();
            });
    assertThat(layer.get("key")).isEmpty();
    release.countDown();
    Eventually.isTrue("the load", () -> layer.get("key").isPresent());
    assertThat(layer.get("key")).hasValue("value 1");
    assertThat(layer.status().condition()).isEqualTo(SourceStatus.Condition.FRESH);
    assertThat(layer.status().counts().subjects()).isEqualTo(1);
  }

  /** What is reported while a load runs may be younger than what the load has read. */
  @Test
  void refreshSoon_whileALoadRuns_loadsOnceMore() {
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    layer.close();
    layer =
        layer(
            subject -> {
              String value = value();
              read.countDown();
              await(release);
              return value;
            });
    layer.get("key");
    await(read);
    layer.refreshSoon();
    release.countDown();
    lookUntil(2);
    assertThat(layer.get("key")).hasValue("value 2");
    layer.look();
    assertThat(loads).hasValue(2);
  }

  /** A subject that gets its value moves to the other cache, and is counted all the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void status_subjectGetsItsValueAtThisReadingOfTheClock_countsIt(int reading) {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger();
    Thread reader = Thread.currentThread();
    LongSupplier ticker =
        () -> {
          if (Thread.currentThread() == reader && left.decrementAndGet() == 0) {
            release.countDown();
            Eventually.isTrue("the load", () -> layer.status().counts().refreshes() == 1);
          }
          return 0;
        };
    layer.close();
    layer =
        new LayerCache<>(
            SourceLayer.GRANTS,
            subject -> {
              await(release);
              return value();
            },
            RefreshSettings.defaults(),
            new TimeSource(clock, ticker));
    layer.get("key");
    left.set(reading);
    assertThat(layer.status().counts().subjects()).isEqualTo(1);
    release.countDown();
  }

  @Test
  void look_valueOlderThanInterval_isReloadedWhileTheOldValueIsUsed() {
    CountDownLatch release = new CountDownLatch(1);
    layer.close();
    layer =
        layer(
            subject -> {
              String value = value();
              if (!value.equals("value 1")) {
                await(release);
              }
              return value;
            });
    load("key");
    clock.pass(INTERVAL.plusSeconds(1));
    lookUntilRunning(2);
    assertThat(layer.get("key")).hasValue("value 1");
    release.countDown();
    Eventually.isTrue("the new value", () -> layer.get("key").get().equals("value 2"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new SourceException("interrupted", e);
    }
  }

  @Test
  void look_failedRefresh_keepsLastValueReportsReasonAndRecovers() {
    load("key");
    broken = true;
    clock.pass(INTERVAL.plusSeconds(1));
    lookUntil(2);
    assertThat(layer.get("key")).hasValue("value 1");
    SourceStatus stale = layer.status();
    assertThat(stale.condition()).isEqualTo(SourceStatus.Condition.STALE);
    assertThat(stale.reason()).isEqualTo("the endpoint is down");
    assertThat(stale.lastFailure()).hasValue(clock.instant());
    assertThat(stale.age()).hasValue(INTERVAL.plusSeconds(1));
    broken = false;
    clock.pass(Duration.ofSeconds(6));
    lookUntil(3);
    Eventually.isTrue("the new value", () -> layer.get("key").get().equals("value 3"));
    assertThat(layer.status().condition()).isEqualTo(SourceStatus.Condition.FRESH);
  }

  @Test
  void look_loadThatDoesNotEnd_makesItsValueOutdatedAfter30Seconds() {
    CountDownLatch release = new CountDownLatch(1);
    reopen(release, 1);
    load("key");
    load("other");
    clock.pass(INTERVAL.plusSeconds(1));
    lookUntilRunning(3);
    clock.pass(Duration.ofSeconds(30));
    layer.look();
    assertThat(layer.isOutdated("key") || layer.isOutdated("other")).isFalse();
    clock.pass(Duration.ofSeconds(1));
    layer.look();
    assertThat(layer.isOutdated("key")).isNotEqualTo(layer.isOutdated("other"));
    assertThat(layer.isAnyOutdated((subject, value) -> true)).isTrue();
    release.countDown();
    lookUntil(4);
    clock.pass(Duration.ofMillis(1_001));
    assertThat(layer.isOutdated("key") || layer.isOutdated("other")).isFalse();
  }

  @Test
  void look_loadThatNeverEnds_failsAfterTenMinutesAndAnotherThreadLoads() {
    CountDownLatch never = new CountDownLatch(1);
    reopen(never, 1);
    load("key");
    clock.pass(INTERVAL.plusSeconds(1));
    lookUntilRunning(2);
    clock.pass(Duration.ofMinutes(10).plusSeconds(1));
    layer.look();
    assertThat(layer.status().reason()).isEqualTo("the load has not ended after 601 s");
    assertThat(layer.status().counts().failures()).isEqualTo(1);
    clock.pass(Duration.ofSeconds(6));
    lookUntil(3);
    Eventually.isTrue("the next load", () -> layer.get("key").get().equals("value 3"));
    assertThat(stuckThreads()).isEqualTo(1);
    never.countDown();
    Eventually.isTrue("the end of the thread", () -> stuckThreads() == 0);
    assertThat(layer.get("key")).hasValue("value 3"); // The value of the late load is dropped.
  }

  @Test
  void look_manyLoadsThatNeverEnd_occupyFourThreads() {
    CountDownLatch never = new CountDownLatch(1);
    reopen(never, 100);
    load("key");
    for (int i = 1; i <= 6; i++) {
      clock.pass(INTERVAL.plusSeconds(1));
      lookUntilRunning(Math.min(i, 4) + 1);
      clock.pass(Duration.ofMinutes(10).plusSeconds(1));
      layer.look();
      assertThat(layer.isOutdated("key")).isTrue();
    }
    assertThat(stuckThreads()).isEqualTo(4);
    assertThat(layer.status().counts().failures()).isEqualTo(3);
    never.countDown();
    Eventually.isTrue("the end of the threads", () -> stuckThreads() == 0);
  }

  private static long stuckThreads() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            trace ->
                Stream.of(trace)
                    .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly")))
        .count();
  }

  /**
   * A layer whose loads, as many as given after the first ones, do not end before a latch opens.
   */
  private void reopen(CountDownLatch latch, int stuck) {
    layer.close();
    AtomicInteger left = new AtomicInteger(stuck);
    layer =
        layer(
            subject -> {
              String value = value();
              if (clock.instant().isAfter(start.plus(INTERVAL)) && left.getAndDecrement() > 0) {
                awaitUninterruptibly(latch);
              }
              return value;
            });
  }

  /** Waits as an opened pipe does. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // An interrupt does not end it.
      }
    }
  }

  private void lookUntilRunning(int count) {
    Eventually.isTrue(
        "load " + count + " to begin",
        () -> {
          layer.look();
          return loads.get() >= count;
        });
  }

  @Test
  void isOutdated_loadFailedSince_isTrueForThatSubjectUntilASecondAfterTheNextSuccess() {
    load("key");
    load("other");
    assertThat(layer.isOutdated("key")).isFalse();
    assertThat(layer.isAnyOutdated((subject, value) -> true)).isFalse();
    broken = true;
    clock.pass(RefreshSettings.defaults().retry().plusSeconds(1));
    layer.makeDue("key");
    lookUntil(3);
    assertThat(layer.isOutdated("key")).isTrue();
    assertThat(layer.isOutdated("other")).isFalse();
    assertThat(layer.isAnyOutdated((subject, value) -> value.equals("value 1"))).isTrue();
    assertThat(layer.isAnyOutdated((subject, value) -> value.equals("value 2"))).isFalse();
    broken = false;
    clock.pass(Duration.ofSeconds(6));
    lookUntil(4);
    Eventually.isTrue("the new value", () -> layer.get("key").get().equals("value 4"));
    assertThat(layer.isOutdated("key"))
        .isTrue(); // Calls that were decided with the old value may still run.
    clock.pass(Duration.ofMillis(1_001));
    assertThat(layer.isOutdated("key")).isFalse();
    layer.look();
    assertThat(layer.isAnyOutdated((subject, value) -> true)).isFalse();
  }

  @Test
  void isOutdated_valueOverMaximumAge_isStillTrue() {
    load("key");
    broken = true;
    clock.pass(MAXIMUM_AGE.plusSeconds(1));
    lookUntil(2);
    assertThat(layer.get("key")).isEmpty();
    assertThat(layer.isOutdated("key")).isTrue();
  }

  @Test
  void isOutdated_subjectThatWasNeverLoaded_isUnknownAndNotOutdated() {
    broken = true;
    layer.get("key");
    lookUntil(1);
    assertThat(layer.isOutdated("key")).isFalse();
    assertThat(layer.isOutdated("never asked for")).isFalse();
  }

  @Test
  void markOutdated_loadedValue_isOutdatedAtOnce() {
    load("key");
    layer.markOutdated("key");
    assertThat(layer.isOutdated("key")).isTrue();
    assertThat(layer.isAnyOutdated((subject, value) -> subject.equals("key"))).isTrue();
    layer.markOutdated("never asked for");
    assertThat(layer.status().counts().subjects()).isOne();
  }

  @Test
  void load_outOfMemory_isAFailureThatTheStatusReports() {
    layer.close();
    layer =
        layer(
            subject -> {
              throw new OutOfMemoryError("Java heap space");
            });
    layer.get("key");
    lookUntil(1);
    SourceStatus status = layer.status();
    assertThat(status.condition()).isEqualTo(SourceStatus.Condition.STALE);
    assertThat(status.reason()).isEqualTo("OutOfMemoryError: Java heap space");
    clock.pass(Duration.ofSeconds(6));
    layer.get("key"); // Without a value, it is loaded again when it is asked for.
    lookUntil(2);
  }

  @Test
  void look_consecutiveFailures_increaseTheDelay() {
    broken = true;
    layer.keep("key");
    lookUntil(1);
    clock.pass(Duration.ofSeconds(5));
    lookUntil(2);
    clock.pass(Duration.ofSeconds(5));
    layer.look();
    layer.look();
    Eventually.pause(50);
    assertThat(loads).hasValue(2);
    clock.pass(Duration.ofSeconds(5));
    lookUntil(3);
  }

  @Test
  void get_olderThanMaximumAge_isUnknown() {
    load("key");
    broken = true;
    clock.pass(MAXIMUM_AGE.plusSeconds(1));
    assertThat(layer.get("key")).isEmpty();
    assertThat(layer.age()).isEmpty();
    assertThat(layer.status().loadedAt()).isEmpty();
  }

  @Test
  void look_constantValue_isLoadedOnceAndNeverTooOld() {
    layer.close();
    layer =
        new LayerCache<>(
            SourceLayer.CALLER,
            subject -> value(),
            RefreshSettings.defaults()
                .every(INTERVAL, MAXIMUM_AGE)
                .dropUnusedAfter(Duration.ofDays(1_000)),
            clock.source(),
            subject -> subject.equals("constant"));
    load("constant");
    clock.pass(Duration.ofDays(1));
    layer.look();
    assertThat(layer.get("constant")).hasValue("value 1");
    assertThat(layer.age()).isEmpty();
    assertThat(layer.status().counts().loaded()).isOne();
    load("changing");
    clock.pass(MAXIMUM_AGE.plusSeconds(1));
    assertThat(layer.get("changing")).isEmpty();
    lookUntil(3);
    assertThat(layer.get("constant")).hasValue("value 1");
    assertThat(layer.get("changing")).hasValue("value 3");
    assertThat(layer.age()).hasValue(Duration.ZERO);
  }

  @Test
  void makeDue_valueOlderThanRetry_isReloadedWhileTheOldValueIsUsed() {
    load("key");
    layer.makeDue("key");
    layer.look();
    assertThat(layer.status().counts().refreshes()).isOne();
    clock.pass(RefreshSettings.defaults().retry().plusSeconds(1));
    layer.look();
    assertThat(layer.status().counts().refreshes()).isOne();
    layer.makeDue("key");
    assertThat(layer.get("key")).hasValue("value 1");
    lookUntil(2);
    assertThat(layer.get("key")).hasValue("value 2");
    layer.makeDue("never requested");
    assertThat(layer.status().counts().subjects()).isOne();
  }

  @Test
  void forgetAll_everySubject_isUnknownUntilReloaded() {
    load("one");
    load("two");
    layer.forgetAll();
    assertThat(layer.get("one")).isEmpty();
    assertThat(layer.get("two")).isEmpty();
    Eventually.isTrue("the loads", () -> layer.get("two").isPresent());
  }

  @Test
  void get_wallClockSetBack_doesNotMakeValuesYounger() {
    load("key");
    clock.pass(Duration.ofMinutes(20));
    clock.setWall(Duration.ofDays(-1));
    assertThat(layer.age()).hasValue(Duration.ofMinutes(20));
    clock.pass(Duration.ofMinutes(11));
    assertThat(layer.get("key")).isEmpty();
  }

  @Test
  void get_wallClockSetForward_isUnknownUntilReloaded() {
    load("key");
    clock.setWall(Duration.ofDays(1));
    assertThat(layer.get("key")).isEmpty();
    lookUntil(2);
    Eventually.isTrue("the new value", () -> layer.get("key").isPresent());
  }

  @Test
  void loadedAt_clockSetBack_keepsItsDistanceFromNow() {
    load("key");
    clock.pass(Duration.ofMinutes(1));
    clock.setWall(Duration.ofHours(-2));
    assertThat(layer.status().loadedAt()).hasValue(clock.instant().minus(Duration.ofMinutes(1)));
  }

  @RepeatedTest(30)
  void get_manyCallersOfANewSubject_loadOnce() {
    IntStream.range(0, 1000).parallel().forEach(i -> layer.get("key"));
    Eventually.isTrue("the load", () -> layer.get("key").isPresent());
    assertThat(loads).hasValue(1);
  }

  @Test
  void forget_knownSubject_isUnknownUntilReloaded() {
    load("key");
    layer.forget("key");
    assertThat(layer.get("key")).isEmpty();
    Eventually.isTrue("the new value", () -> layer.get("key").isPresent());
    assertThat(layer.get("key")).hasValue("value 2");
  }

  @Test
  void look_manyKeptSubjects_loadsAll() {
    ConcurrentHashMap.KeySetView<String, Boolean> seen = ConcurrentHashMap.newKeySet();
    layer.close();
    layer = layer(subject -> seen.add(subject) ? subject : "again");
    IntStream.range(0, 1000).forEach(i -> layer.keep("key " + i));
    lookUntil(1000);
    assertThat(seen).hasSize(1000);
    assertThat(layer.status().counts().loaded()).isEqualTo(1000);
  }

  @Test
  void close_whileLoading_interruptsTheLoadAndKeepsAnswering() {
    load("key");
    layer.close();
    assertThat(layer.get("key")).hasValue("value 1");
    assertThat(layer.get("other")).isEmpty();
  }
}
