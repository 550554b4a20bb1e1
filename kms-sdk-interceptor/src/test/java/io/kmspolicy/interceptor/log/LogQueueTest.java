package io.kmspolicy.interceptor.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.source.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LogQueueTest {

  private static final long LONG = 60_000;

  private final List<Integer> taken = new CopyOnWriteArrayList<>();

  private static boolean isAlive(List<Thread> threads) {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  @Test
  @DisplayName("Elements are taken in their order, on a daemon thread that ends when closed")
  void add_someElements_areTakenInOrder() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    AtomicInteger emptied = new AtomicInteger();
    LogQueue<Integer> queue =
        new LogQueue<>(
            1_000,
            element -> {
              taken.add(element);
              threads.add(Thread.currentThread());
            },
            emptied::incrementAndGet,
            LONG);
    for (int i = 0; i < 500; i++) {
      queue.add(i);
    }
    queue.close();
    assertThat(taken).hasSize(500).isSorted();
    assertThat(threads).allMatch(Thread::isDaemon);
    assertThat(isAlive(threads)).isFalse();
    assertThat(emptied.get()).isPositive();
    assertThat(queue.dropped()).isZero();
  }

  @Test
  @DisplayName("An element that comes after a pause wakes the thread")
  void add_afterAPause_isTaken() {
    try (LogQueue<Integer> queue = new LogQueue<>(10, taken::add, () -> {}, LONG)) {
      for (int i = 1; i <= 20; i++) {
        queue.add(i);
        int expected = i;
        Eventually.isTrue("element " + i, () -> taken.size() == expected);
      }
    }
  }

  @Test
  @DisplayName("While the output blocks, the bound holds, what exceeds it is counted, nobody waits")
  void add_toAFullQueue_isDroppedAndCounted() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    LogQueue<Integer> queue =
        new LogQueue<>(
            10,
            element -> {
              blocked.countDown();
              await(released);
              taken.add(element);
            },
            () -> {},
            LONG);
    queue.add(0);
    blocked.await();
    for (int i = 1; i <= 100; i++) {
      queue.add(i);
    }
    assertThat(queue.dropped()).isEqualTo(90);
    released.countDown();
    queue.close();
    assertThat(taken).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    queue.add(200);
    assertThat(queue.dropped()).isEqualTo(91);
  }

  @Test
  @DisplayName("Closing interrupts an output that blocks, and counts what waits")
  void close_whileTheOutputBlocks_endsTheThread() throws InterruptedException {
    int waiting = 200_000; // Dropping them takes long enough that the thread runs meanwhile.
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CountDownLatch blocked = new CountDownLatch(1);
    LogQueue<Integer> queue =
        new LogQueue<>(
            waiting,
            element -> {
              threads.add(Thread.currentThread());
              blocked.countDown();
              await(new CountDownLatch(1));
            },
            () -> {},
            50);
    queue.add(0);
    blocked.await();
    for (int i = 1; i <= waiting; i++) {
      queue.add(i);
    }
    queue.close();
    Eventually.isTrue("the end of the thread", () -> !isAlive(threads));
    assertThat(threads).hasSize(1);
    assertThat(queue.dropped()).isEqualTo(waiting);
  }

  @Test
  @DisplayName("Of many threads, each element is taken or counted as dropped, while one closes")
  void add_fromManyThreadsWhileClosing_losesNothing() throws InterruptedException {
    int perThread = 20_000;
    AtomicInteger count = new AtomicInteger();
    LogQueue<Integer> queue =
        new LogQueue<>(100, element -> count.incrementAndGet(), () -> {}, LONG);
    List<Thread> threads = new ArrayList<>();
    CountDownLatch half = new CountDownLatch(2 * perThread);
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < perThread; i++) {
                  queue.add(i);
                  half.countDown();
                }
              });
      threads.add(thread);
      thread.start();
    }
    half.await();
    queue.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(count.get() + queue.dropped()).isEqualTo(4L * perThread);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
