package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.report.MemoryFigures.RealRows;
import io.kmspolicy.benchmarks.workload.RealFleet;
import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Objects;

/**
 * Measures the rows of the population {@code real} by the collector: the heap in use beyond that of
 * the same engine, with compiled policies, before the first question. The garbage of the caches is
 * collected before, too.
 */
final class RealFleetMemory {

  private static final int COLLECTIONS = 4;
  private static final int PAUSE_MILLIS = 150;

  private final Workload workload;
  private final String[] arns;
  private final long bound;

  private RealFleetMemory(Workload workload, long bound) {
    this.workload = workload;
    this.arns = workload.keyArns();
    this.bound = bound;
  }

  /**
   * Measures.
   *
   * @param keys the number of keys
   * @param requests the number of requests
   * @param bound a limit that holds a part of the rows
   */
  static RealRows measure(int keys, int requests, long bound) {
    Workload workload = RealFleet.of(keys).requests(Draw.EVEN, requests);
    return new RealFleetMemory(workload, bound).measure();
  }

  private RealRows measure() {
    // Classes, compiled code, and what requests keep of themselves are no rows.
    try (Engine first = new Engine(Authorizer.builder())) {
      first.ask();
    }
    long held;
    long bytes;
    long counted;
    try (Engine all = new Engine(Authorizer.builder())) {
      long before = used();
      all.ask();
      bytes = used() - before;
      counted = all.authorizer.rowBytes();
      held = all.authorizer.rowStatistics().held();
    }
    try (Engine some = new Engine(Authorizer.builder().maximumRowBytes(bound))) {
      long before = used();
      some.ask();
      long bounded = used() - before;
      some.authorizer.close();
      return new RealRows(held, bytes, counted, bound, bounded, used() - before);
    }
  }

  /** An engine that compiled all policies, and its handles. */
  private final class Engine implements AutoCloseable {

    private final Authorizer authorizer;
    private final List<PrincipalHandle> handles;
    private final ActionHandle[] actions;

    Engine(Authorizer.Builder builder) {
      authorizer = builder.factsFromIdentity().build();
      authorizer.publish(Engines.snapshot(workload.population()));
      handles =
          workload.population().principals().stream()
              .map(entry -> authorizer.principal(entry.caller()))
              .toList();
      actions =
          workload.requests().stream()
              .map(request -> authorizer.action(request.action()))
              .toArray(ActionHandle[]::new);
    }

    void ask() {
      for (int i = 0; i < actions.length; i++) {
        Request request = workload.requests().get(i);
        handles.get(request.principal()).decide(actions[i], arns[request.key()], request.context());
      }
    }

    /** The handles stay in use until here. */
    @Override
    public void close() {
      authorizer.close();
      if (handles.isEmpty()) {
        throw new IllegalStateException("no roles");
      }
    }
  }

  /** What the last collection left, so that what other threads allocated since does not count. */
  private static long used() {
    for (int time = 0; time < COLLECTIONS; time++) {
      System.gc();
      pause();
    }
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
