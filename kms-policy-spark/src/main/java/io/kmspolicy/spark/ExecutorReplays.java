package io.kmspolicy.spark;

import io.kmspolicy.replay.Replay;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The replays of an executor: the policies of a plan are read once a process, when its first task
 * asks for them, and each task that runs at the same time has a replay with its compiled decisions,
 * which later tasks go on with. Plans are identified by the SHA-256 of their bytes; the latest
 * {@value #MAX_PLANS} are kept. Thread-safe.
 */
final class ExecutorReplays {

  private static final int MAX_PLANS = 4;

  private static final ExecutorReplays OF_PROCESS = new ExecutorReplays();

  private final Map<String, Prepared> plans = new LinkedHashMap<>();
  private final AtomicInteger loads = new AtomicInteger();

  /** A plan with the replays that no task uses. */
  static final class Prepared {

    private final ReplayPlan.Loaded loaded;
    private final Queue<Replay> idle = new ConcurrentLinkedQueue<>();

    private Prepared(ReplayPlan.Loaded loaded) {
      this.loaded = loaded;
    }

    /** A replay for one task, with no counts. */
    Replay borrow() {
      Replay known = idle.poll();
      return known == null ? loaded.replay() : known;
    }

    /** Returns a replay whose counts were taken. */
    void giveBack(Replay replay) {
      idle.add(replay);
    }
  }

  static ExecutorReplays ofProcess() {
    return OF_PROCESS;
  }

  /**
   * The prepared plan.
   *
   * @param digest the SHA-256 of the plan's bytes
   * @param bytes the plan's bytes
   */
  synchronized Prepared of(String digest, byte[] bytes) {
    Prepared known = plans.remove(digest);
    if (known == null) {
      loads.incrementAndGet();
      known = new Prepared(ReplayPlan.ofBytes(bytes).load());
    }
    plans.put(digest, known); // The latest is the last.
    Iterator<Prepared> oldest = plans.values().iterator();
    while (plans.size() > MAX_PLANS) {
      oldest.next();
      oldest.remove();
    }
    return known;
  }

  /** The number of plans that were read so far. */
  int loads() {
    return loads.get();
  }
}
