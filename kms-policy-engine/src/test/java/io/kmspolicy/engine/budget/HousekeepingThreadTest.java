package io.kmspolicy.engine.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: what tidies up caches keeps neither a thread nor a class loader for long. */
class HousekeepingThreadTest {

  private static final int LONGEST_SECONDS = 60;

  private final HousekeepingThread tested = new HousekeepingThread();

  /** The thread that ran a piece of work. */
  private Thread worker() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(1);
    tested.execute(
        () -> {
          threads.add(Thread.currentThread());
          done.countDown();
        });
    assertThat(done.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    return threads.iterator().next();
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  @DisplayName("the thread has no context class loader, lets the process end, and ends when idle")
  void execute_thread_keepsNothing() throws InterruptedException {
    Thread first = worker();
    assertThat(first.getName()).isEqualTo(HousekeepingThread.NAME);
    assertThat(first.isDaemon()).isTrue();
    assertThat(first.getContextClassLoader()).isNull();
    assertEnds(first);
    assertThat(worker()).as("work that arrives later").isNotSameAs(first);
  }

  @Test
  @DisplayName("an interrupted thread does what waits and ends")
  void execute_interruptedThread_ends() throws InterruptedException {
    Thread first = worker();
    first.interrupt();
    assertEnds(first);
    assertThat(worker()).isNotSameAs(first);
  }

  @Test
  @DisplayName("work that fails ends nothing")
  void execute_failingWork_doesNotEndTheThread() throws InterruptedException {
    tested.execute(
        () -> {
          throw new StackOverflowError();
        });
    assertThat(worker().getName()).isEqualTo(HousekeepingThread.NAME);
  }

  @Test
  @DisplayName("of work that arrives while the thread ends, none is lost")
  void execute_atAnyMoment_isDone() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Thread worker = worker();
      worker.interrupt();
      CountDownLatch done = new CountDownLatch(2);
      Runnable work = done::countDown;
      Thread other = new Thread(() -> tested.execute(work));
      other.start();
      tested.execute(work);
      assertThat(done.await(LONGEST_SECONDS, TimeUnit.SECONDS)).as("round %s", round).isTrue();
      other.join();
    }
  }
}
