package io.kmspolicy.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;

/** A check for all ports: an answer comes from memory, without blocking. */
public final class AnswerCheck {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ANSWERS = 40;

  private AnswerCheck() {}

  /**
   * Calls the port many times in an interrupted thread, where interruptible I/O fails and waiting
   * ends, and counts how often the thread blocked. Rare blocking may come from the scheduler;
   * blocking in every second call comes from the implementation.
   */
  public static void answersWithoutWaiting(Callable<?> answer) throws Exception {
    long id = Thread.currentThread().getId();
    long before = waits(id);
    for (int i = 0; i < ANSWERS; i++) {
      Thread.currentThread().interrupt();
      try {
        assertThat(answer.call()).as("an answer is never null").isNotNull();
      } finally {
        assertThat(Thread.interrupted()).as("an answer leaves the interrupt flag alone").isTrue();
      }
    }
    assertThat(waits(id) - before).as("waits in %s answers", ANSWERS).isLessThan(ANSWERS / 2);
  }

  private static long waits(long id) {
    return THREADS.getThreadInfo(id).getWaitedCount() + THREADS.getThreadInfo(id).getBlockedCount();
  }
}
