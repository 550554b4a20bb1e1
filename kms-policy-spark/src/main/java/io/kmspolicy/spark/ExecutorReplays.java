package io.kmspolicy.spark;

import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.SharedPolicies;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The replays of an executor: the policies of a plan are read and compiled once a process, when its
 * first task asks for them. Each task that runs at the same time has a replay of its own, which
 * remembers its decisions, and which later tasks go on with. Plans are identified by the SHA-256 of
 * their bytes; the latest {@value #MAX_PLANS} are kept. Thread-safe.
 */
final class ExecutorReplays {

  private static final int MAX_PLANS = 4;

  private static final ExecutorReplays OF_PROCESS = new ExecutorReplays();

  private final Map<String, Prepared> plans = new LinkedHashMap<>();
  private final AtomicInteger compilations = new AtomicInteger();

  /** A plan with the replays that no task uses. */
  static final class Prepared {

    private final SharedPolicies policies;
    private final Queue<Replay> idle = new ConcurrentLinkedQueue<>();

    private Prepared(SharedPolicies policies) {
      this.policies = policies;
    }

    /** A replay for one task, with no counts, that keeps every question of what it reads. */
    Replay borrow() {
      Replay known = idle.poll();
      return known == null ? policies.replay(Integer.MAX_VALUE) : known;
    }

    /** The policies of every replay. */
    SharedPolicies policies() {
      return policies;
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
      known = new Prepared(ReplayPlan.ofBytes(bytes).load().shared());
      compilations.incrementAndGet();
    }
    plans.put(digest, known); // The latest is the last.
    Iterator<Prepared> oldest = plans.values().iterator();
    while (plans.size() > MAX_PLANS) {
      oldest.next();
      oldest.remove();
    }
    return known;
  }

  /** The number of plans whose policies were read, to be compiled, so far. */
  int compilations() {
    return compilations.get();
  }
}
