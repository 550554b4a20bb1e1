package io.kmspolicy.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Callers can name keys that do not exist. Whoever does must not use up the loads of a source, nor
 * its memory. The tests count loads; the loader waits for a permit for each.
 */
class MadeUpSubjectsTest {

  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final int FLOOD = 59_000;
  private static final int PLENTY = 1_000_000;

  private final HandClock clock = new HandClock();
  private final Semaphore permits = new Semaphore(0);
  private final List<String> loads = new CopyOnWriteArrayList<>();
  private LayerCache<String, Optional<String>> layer = layer(20_000);
  private int madeUp;

  private LayerCache<String, Optional<String>> layer(long maximumSubjects) {
    return new LayerCache<>(
        SourceLayer.KEY_METADATA,
        subject -> {
          permits.acquireUninterruptibly();
          loads.add(subject);
          return subject.startsWith("real") ? Optional.of(subject) : Optional.empty();
        },
        RefreshSettings.defaults()
            .every(INTERVAL, Duration.ofMinutes(30))
            .atMost(maximumSubjects)
            .dropUnusedAfter(Duration.ofDays(1)),
        clock.source());
  }

  @AfterEach
  void close() {
    permits.release(PLENTY);
    layer.close();
  }

  /** Asks for subjects that do not exist, each once. */
  private void flood(int count) {
    for (int i = 0; i < count; i++) {
      layer.get("made up " + madeUp++);
    }
  }

  /** Allows loads and waits for them. */
  private void load(int count) {
    int before = loads.size();
    permits.release(count);
    Eventually.isTrue(count + " loads", () -> loads.size() >= before + count);
  }

  /** Waits for the count, since a value is answered before the load that brought it has ended. */
  private void loadToEnd(String subject) {
    long before = layer.status().counts().refreshes();
    layer.get(subject);
    permits.release();
    Eventually.isTrue("its load", () -> layer.status().counts().refreshes() > before);
    assertThat(layer.peek(subject)).isPresent();
  }

  @Test
  @DisplayName("59,000 made-up keys cause as many loads as fit into the queue, and not more")
  void get_manyMadeUpSubjects_loadsThoseInTheQueueOnly() {
    flood(FLOOD);
    permits.release(PLENTY);
    layer.get("real");
    Eventually.isTrue("its answer", () -> layer.peek("real").isPresent());
    layer.look();
    Eventually.pause(100);
    assertThat(loads).hasSizeBetween(2, LoadQueue.NEW + 2);
    assertThat(layer.status().counts().dropped())
        .isBetween(FLOOD - LoadQueue.NEW - 1L, FLOOD - LoadQueue.NEW + 1L);
    assertThat(layer.status().counts().subjects()).isLessThanOrEqualTo(20_000 / 4);
  }

  @Test
  @DisplayName(
      "Among made-up keys, a real key that is asked for often is loaded within three loads")
  void get_realSubjectAmongMadeUpOnes_isLoadedSoon() {
    flood(LoadQueue.NEW);
    for (int i = 0; i < 5; i++) {
      layer.get("real");
      flood(FLOOD / 100);
    }
    load(4); // The first was running when the real one was asked for.
    assertThat(loads).contains("real");
  }

  @Test
  @DisplayName("Among made-up keys, values that are due are loaded again within three loads each")
  void look_dueValueAmongMadeUpSubjects_isLoadedSoon() {
    loadToEnd("real 1");
    loadToEnd("real 2");
    clock.pass(INTERVAL.plusSeconds(1));
    flood(FLOOD / 100);
    layer.look();
    loads.clear();
    load(7);
    assertThat(loads).contains("real 1", "real 2");
  }

  @Test
  @DisplayName("The newest of the new subjects is loaded first")
  void get_newSubjects_areLoadedNewestFirst() {
    layer.get("a");
    Eventually.isTrue("the first load runs", permits::hasQueuedThreads);
    for (String subject : List.of("b", "c", "d")) {
      layer.get(subject);
    }
    load(4);
    assertThat(loads).containsExactly("a", "d", "c", "b");
  }

  @Test
  @DisplayName("A subject that was evicted leaves the queue")
  void get_evictedSubjects_areNotLoaded() {
    layer.close();
    layer = layer(40); // Ten of them without a value.
    layer.get("first");
    Eventually.isTrue("the first load runs", permits::hasQueuedThreads);
    flood(1_000);
    layer.look();
    permits.release(PLENTY);
    Eventually.pause(100);
    assertThat(loads).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  @DisplayName("A key that does not exist is loaded again only after another question")
  void look_negativeAnswer_isKeptAndLoadedAgainOnDemandOnly() {
    permits.release(PLENTY);
    layer.get("made up");
    Eventually.isTrue("its answer", () -> layer.peek("made up").isPresent());
    for (int i = 0; i < 100; i++) {
      clock.pass(INTERVAL);
      layer.look();
    }
    Eventually.pause(50);
    assertThat(loads).hasSize(1);
    layer.get("made up");
    Eventually.isTrue("another load", () -> loads.size() == 2);
    Eventually.isTrue("its answer", () -> layer.peek("made up").isPresent());
    for (int i = 0; i < 1_000; i++) {
      layer.get("made up");
    }
    Eventually.pause(50);
    assertThat(loads).hasSize(2);
  }

  @Test
  @DisplayName("Made-up keys evict no key that exists")
  void get_manyMadeUpSubjects_keepTheValuesOfRealOnes() {
    layer.close();
    layer = layer(100);
    permits.release(PLENTY);
    for (int i = 0; i < 50; i++) {
      loadToEnd("real " + i);
    }
    flood(10_000);
    for (int i = 0; i < 50; i++) {
      assertThat(layer.peek("real " + i)).isPresent();
    }
  }

  @Test
  @DisplayName("What was loaded before a subject was forgotten is not its value")
  void forget_whileItIsLoaded_doesNotBringItBack() {
    layer.get("real");
    Eventually.isTrue("the load runs", permits::hasQueuedThreads);
    layer.forget("real");
    load(1);
    Eventually.isTrue("its end", () -> layer.status().counts().refreshes() == 1);
    assertThat(layer.peek("real")).isEmpty();
    loadToEnd("real");
    assertThat(loads).containsExactly("real", "real");
  }
}
