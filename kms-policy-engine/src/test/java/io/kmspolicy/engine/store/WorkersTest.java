package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The work on a collection is done once for each item, by the promised threads. */
class WorkersTest {

  /** The least number of items that several threads share. */
  private static final int SHARED = 256;

  private static List<Integer> items(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The threads that work on the items; each waits until all of them do. */
  private static Set<Thread> threads(int workers, int items) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(workers);
    new Workers(workers)
        .forEach(
            items(items),
            item -> {
              if (threads.add(Thread.currentThread())) {
                all.countDown();
                await(all);
              }
            });
    return threads;
  }

  @ParameterizedTest
  @CsvSource({"1,0", "3,0", "1,1000", "2,255", "2,256", "3,257", "4,1000"})
  @DisplayName("Each item is worked on once, however many threads share the items")
  void forEach_anyNumberOfItems_worksOnEachOnce(int workers, int count) {
    AtomicIntegerArray done = new AtomicIntegerArray(count);
    new Workers(workers).forEach(items(count), done::incrementAndGet);

    assertThat(IntStream.range(0, count).map(done::get)).allMatch(times -> times == 1);
  }

  @Test
  @DisplayName("With 256 items, all threads work, and the calling thread is one of them")
  void forEach_manyItems_usesAllThreads() {
    assertThat(threads(3, SHARED)).hasSize(3).contains(Thread.currentThread());
  }

  @ParameterizedTest
  @CsvSource({"3,255", "1,256"})
  @DisplayName("Fewer items, or those of one worker, are worked on by the calling thread alone")
  void forEach_fewItems_usesTheCallingThread(int workers, int items) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    new Workers(workers).forEach(items(items), item -> threads.add(Thread.currentThread()));

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  @DisplayName("The threads end with the work")
  void forEach_afterwards_leavesNoThread() throws InterruptedException {
    for (Thread thread : threads(2, SHARED)) {
      if (thread != Thread.currentThread()) {
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("The work of the other threads is done when the method returns")
  void forEach_slowThread_isWaitedFor() {
    Thread caller = Thread.currentThread();
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    new Workers(2)
        .forEach(
            items(SHARED),
            item -> {
              if (Thread.currentThread() == caller) {
                await(started);
              } else if (started.getCount() > 0) {
                started.countDown();
                sleep();
              }
              done.incrementAndGet();
            });

    assertThat(done).hasValue(SHARED);
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  @DisplayName("A failure on another thread is the failure of the whole")
  void forEach_failureOfAnotherThread_isThrown() {
    Thread caller = Thread.currentThread();
    CountDownLatch failing = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                new Workers(2)
                    .forEach(
                        items(SHARED),
                        item -> {
                          if (Thread.currentThread() != caller) {
                            failing.countDown();
                            throw new IllegalStateException("item " + item);
                          }
                          await(failing);
                        }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("Half of the processors are left to the application, but one thread works")
  void spare_anyMachine_isAtMostHalfOfIt() {
    int half = Runtime.getRuntime().availableProcessors() / 2;

    assertThat(Workers.spare().count()).isBetween(1, Math.max(1, half));
  }
}
