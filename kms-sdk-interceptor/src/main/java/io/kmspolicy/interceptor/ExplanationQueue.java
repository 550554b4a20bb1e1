package io.kmspolicy.interceptor;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the explanations of decisions on a daemon thread: an explanation takes many decisions of the
 * slow evaluator, so no caller waits for one. The queue is bounded; what finds it full is dropped
 * and counted. The thread ends when it has been idle for some seconds. Thread-safe.
 */
final class ExplanationQueue implements AutoCloseable {

  /** The name of the thread. */
  static final String THREAD = "kms-policy-explain";

  /** The greatest number of explanations that wait. Each of them holds a request. */
  static final int CAPACITY = 256;

  private static final int IDLE_SECONDS = 5;

  private final FailureGuard guard;
  private final ThreadPoolExecutor executor;

  ExplanationQueue(FailureGuard guard, InterceptorCounts counts) {
    this.guard = guard;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(CAPACITY),
            ExplanationQueue::daemon,
            (explanation, full) -> {
              counts.countDroppedExplanation();
              ((Work) explanation).dropped = true;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, THREAD);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs an explanation soon, unless too many wait or the queue is closed. Never blocks.
   *
   * @return whether it will run
   */
  boolean submit(Runnable explanation) {
    Work work = new Work(explanation);
    executor.execute(work);
    return !work.dropped;
  }

  /** An explanation that waits. */
  private final class Work implements Runnable {

    private final Runnable explanation;

    /** Written by the thread that submits it. */
    private boolean dropped;

    Work(Runnable explanation) {
      this.explanation = explanation;
    }

    @Override
    public void run() {
      guard.get(
          () -> {
            explanation.run();
            return "";
          },
          "");
      guard.rethrowFatal();
    }
  }

  /** Interrupts the explanation that runs, and drops those that wait. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
