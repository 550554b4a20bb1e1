package io.kmspolicy.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loads of one layer, on a thread of its own, so that a slow layer does not delay the others.
 * The thread ends when it has been idle for some seconds. A thread whose load does not end can be
 * abandoned, and another takes its place.
 *
 * <p>Anyone who can name a key can ask for one that does not exist. The loads therefore rotate over
 * three groups, so that no group takes the turns of another: subjects whose value is loaded again,
 * the new subject with the most questions, and the newest subject. The queue is bounded. If too
 * many new subjects wait, the oldest of those with the fewest questions leaves the queue; it
 * returns with its next question.
 *
 * <p>An entry in the queue is claimed ({@link CacheEntry#claim}). The queue releases an entry that
 * leaves without a load; the loader releases the others. Thread-safe.
 */
final class LoadQueue<K, V> implements AutoCloseable {

  /** The greatest number of values that wait to be loaded again. */
  static final int REFRESHES = 64;

  /** The greatest number of new subjects that wait. */
  static final int NEW = 128;

  /** The number of questions from which a new subject counts as asked for often. */
  private static final int OFTEN = 3;

  private static final int GROUPS = 3;
  private static final int IDLE_SECONDS = 5;

  /** How many abandoned threads may be stuck at a time; further loads wait until one returns. */
  private static final int MAX_ABANDONED = 3;

  private final String name;
  private final Consumer<CacheEntry<K, V>> loader;
  private final Deque<CacheEntry<K, V>> refreshes = new ArrayDeque<>();

  /** The new subjects, the oldest first. */
  private final Deque<CacheEntry<K, V>> fresh = new ArrayDeque<>();

  private ThreadPoolExecutor executor;
  private int abandoned;
  private int turn;
  private boolean running;
  private boolean closed;
  private long dropped;

  /**
   * Creates an empty queue.
   *
   * @param loader loads an entry and releases it
   */
  LoadQueue(String name, Consumer<CacheEntry<K, V>> loader) {
    this.name = name;
    this.loader = loader;
    this.executor = executor(name);
  }

  private static ThreadPoolExecutor executor(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Refresher.daemon("kms-policy-load-" + name),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Adds a claimed entry whose value is loaded again, if there is room. */
  synchronized void addRefresh(CacheEntry<K, V> entry) {
    if (closed || refreshes.size() >= REFRESHES) {
      entry.release();
      return;
    }
    refreshes.addLast(entry);
    start();
  }

  /** Adds a claimed entry that has no value. */
  synchronized void addNew(CacheEntry<K, V> entry) {
    if (closed) {
      entry.release();
      return;
    }
    if (fresh.size() >= NEW) {
      CacheEntry<K, V> leaving = leastAsked();
      fresh.remove(leaving);
      leaving.release();
      dropped++;
    }
    fresh.addLast(entry);
    start();
  }

  private CacheEntry<K, V> leastAsked() {
    CacheEntry<K, V> least = fresh.getFirst();
    for (CacheEntry<K, V> entry : fresh) {
      if (entry.questions() < least.questions()) {
        least = entry;
      }
    }
    return least;
  }

  /** Starts the thread unless it runs. If no thread can be created, the next entry tries again. */
  private void start() {
    if (!running) {
      ThreadPoolExecutor own = executor;
      own.execute(() -> drain(own));
      running = true;
    }
  }

  private void drain(ThreadPoolExecutor own) {
    for (CacheEntry<K, V> next = take(own); next != null; next = take(own)) {
      try {
        loader.accept(next);
      } catch (Throwable e) {
        // The loader reports failed loads; here the log fails. The other entries must be loaded.
      }
    }
  }

  /** Takes the next entry; null if there is none or the thread was abandoned, and it stops. */
  @SuppressWarnings("ReferenceEquality") // An abandoned thread belongs to another executor.
  private synchronized @Nullable CacheEntry<K, V> take(ThreadPoolExecutor own) {
    if (own != executor) {
      return null;
    }
    for (int group = 0; group < GROUPS; group++) {
      turn = (turn + 1) % GROUPS;
      CacheEntry<K, V> next =
          switch (turn) {
            case 0 -> refreshes.pollFirst();
            case 1 -> takeOftenAsked();
            default -> fresh.pollLast();
          };
      if (next != null) {
        return next;
      }
    }
    running = false;
    return null;
  }

  private @Nullable CacheEntry<K, V> takeOftenAsked() {
    CacheEntry<K, V> most = null;
    for (CacheEntry<K, V> entry : fresh) {
      if (entry.questions() >= OFTEN && (most == null || entry.questions() >= most.questions())) {
        most = entry;
      }
    }
    if (most != null) {
      fresh.remove(most);
    }
    return most;
  }

  /**
   * Interrupts the running load and leaves the queued loads to a new thread, unless too many
   * threads are stuck.
   *
   * @param claim whether the running load is still the one to abandon; its thread must then call
   *     {@link #abandonedLoadEnded} if it returns
   */
  synchronized boolean abandon(BooleanSupplier claim) {
    if (abandoned == MAX_ABANDONED || closed || !claim.getAsBoolean()) {
      return false;
    }
    abandoned++;
    executor.shutdownNow();
    executor = executor(name);
    running = false;
    if (!refreshes.isEmpty() || !fresh.isEmpty()) {
      start();
    }
    return true;
  }

  synchronized void abandonedLoadEnded() {
    abandoned--;
  }

  /** How many more values may wait to be loaded again. */
  synchronized int room() {
    return REFRESHES - refreshes.size();
  }

  /** How many new subjects left the queue because it was full. */
  synchronized long dropped() {
    return dropped;
  }

  /** Interrupts the load that is running and drops those that are queued. */
  @Override
  public synchronized void close() {
    closed = true;
    refreshes.clear();
    fresh.clear();
    executor.shutdownNow();
  }
}
