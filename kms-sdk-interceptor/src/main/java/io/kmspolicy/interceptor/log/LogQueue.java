package io.kmspolicy.interceptor.log;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue with a daemon thread that takes the elements. Adding takes no lock and never
 * waits: an element that finds the queue full or closed is dropped and counted. The queue is the
 * one of Michael and Scott (1996), with a counter for the bound. Thread-safe.
 *
 * @param <E> the elements
 */
final class LogQueue<E> implements AutoCloseable {

  /** The name of the thread. */
  static final String THREAD = "kms-policy-log";

  private static final long PARK_NANOS = 1_000_000_000L;

  private final int capacity;
  private final Consumer<E> taker;
  private final Runnable emptied;
  private final long closeMillis;
  private final Queue<E> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean closed;
  private volatile boolean abandoned;

  /**
   * A queue, whose thread starts at once.
   *
   * @param capacity the greatest number of elements that wait
   * @param taker takes an element on the thread of the queue; must not throw
   * @param emptied runs on the thread of the queue after the last waiting element was taken
   * @param closeMillis how long closing waits for the elements that wait
   */
  LogQueue(int capacity, Consumer<E> taker, Runnable emptied, long closeMillis) {
    this.capacity = capacity;
    this.taker = taker;
    this.emptied = emptied;
    this.closeMillis = closeMillis;
    this.thread = new Thread(this::run, THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds an element, or drops it. */
  void add(E element) {
    if (closed || size.incrementAndGet() > capacity) {
      drop();
      return;
    }
    waiting.add(element);
    if (closed && waiting.remove(element)) { // The thread may have ended before.
      drop();
      return;
    }
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  private void drop() {
    if (!closed) {
      size.decrementAndGet();
    }
    dropped.increment();
  }

  /** The number of elements that were dropped. */
  long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (true) {
      boolean last = closed; // Read before the queue: an element that was added before is seen.
      int taken = takeAll();
      if (taken > 0) {
        emptied.run();
      }
      if (last) {
        return;
      }
      park();
    }
  }

  private int takeAll() {
    int taken = 0;
    E next = next();
    while (next != null) {
      size.decrementAndGet();
      taker.accept(next);
      taken++;
      next = next();
    }
    return taken;
  }

  /** The next element; none if nothing waits, or if what waits is about to be dropped. */
  private @Nullable E next() {
    return abandoned ? null : waiting.poll();
  }

  private void park() {
    parked = true;
    if (waiting.isEmpty() && !closed) {
      LockSupport.parkNanos(this, PARK_NANOS);
    }
    parked = false;
  }

  /**
   * Takes what waits, and ends the thread. If that lasts too long, the thread is interrupted, and
   * what still waits is dropped. Elements that are added from now on are dropped.
   */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(closeMillis);
      if (thread.isAlive()) {
        abandoned = true; // Before the interrupt: the thread takes no other element after it.
        thread.interrupt();
        while (waiting.poll() != null) {
          dropped.increment();
        }
        thread.join(closeMillis);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
