package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.report.MemoryFigures;
import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.KeyEntry;
import io.kmspolicy.benchmarks.workload.OwnTestsWorkload;
import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.RequestContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.openjdk.jol.info.GraphStats;

/**
 * Measures the memory that the engine retains per key with a policy of its own, and for rows: all
 * objects reachable from the engine, including its snapshot and the ARNs. The engine is in use
 * until it was measured, so that nothing of it is collected before.
 */
public final class MemoryReport {

  private static final int KEYS = 100_000;
  private static final int FEWER_KEYS = 10_000;
  private static final long PROMISED_ROW_BYTES = 16L << 20;

  /** Half of the least size of a row that is equal to no other, in the cache and in a handle. */
  private static final long LEAST_OWN_ROW_BYTES = 512;

  private static final int OWN_ROLES = 20;

  /** Of the real fleet; so many that not all rows keep to the promised bytes. */
  private static final int REQUESTS_A_KEY = 26;

  private static final int SETTLE_MILLIS = 200;

  private static final int SETTLINGS = 4;

  /**
   * So many that rows are made, since caches do their pending work when they are written to, and so
   * few that the entries of those that are collected at last do not count.
   */
  private static final int FEW_PAIRS = 100;

  private static final ConditionContext CONTEXT = RequestContext.empty();
  private static final String ACTION = "kms:Decrypt";

  private final int keys;
  private final int fewerKeys;
  private final long promised;

  static {
    // Reachability includes lambda objects, whose fields JOL cannot read otherwise.
    System.setProperty("jol.magicFieldOffset", "true");
    // JOL computes the layout of objects itself; attaching to another JVM takes seconds.
    System.setProperty("jol.skipHotspotSAAttach", "true");
  }

  private MemoryReport(int keys, int fewerKeys, long promised) {
    this.keys = keys;
    this.fewerKeys = fewerKeys;
    this.promised = promised;
  }

  /**
   * Measures and prints the figures.
   *
   * @param args the file to write the figures to as JSON; none to print them only
   */
  public static void main(String[] args) throws IOException {
    MemoryFigures figures = full().measure();
    figures.print(System.out);
    if (args.length > 0) {
      figures.write(Path.of(args[0]));
    }
  }

  /** Measures at the size for which the bars are defined. */
  static MemoryReport full() {
    return new MemoryReport(KEYS, FEWER_KEYS, PROMISED_ROW_BYTES);
  }

  /**
   * Measures at another size.
   *
   * @param promised the maximum size of all rows
   */
  static MemoryReport of(int keys, int fewerKeys, long promised) {
    return new MemoryReport(keys, fewerKeys, promised);
  }

  MemoryFigures measure() {
    return new MemoryFigures(
        keys,
        bytesPerKey(),
        promised,
        heldRowBytes(OwnTestsWorkload.of(OWN_ROLES, keysOfOwnTests())),
        RealFleetMemory.measure(fewerKeys, fewerKeys * REQUESTS_A_KEY, promised));
  }

  /** As many as make twice as many rows as the promised bytes can hold. */
  private int keysOfOwnTests() {
    return (int) (2 * promised / LEAST_OWN_ROW_BYTES / OWN_ROLES);
  }

  /** The bytes of one more key with a policy of its own; the roles are not counted. */
  private double bytesPerKey() {
    long withFewer = withKeys(ConsoleWorkload.of(fewerKeys).population());
    long withAll = withKeys(ConsoleWorkload.of(keys).population());
    return (withAll - withFewer) / (double) (keys - fewerKeys);
  }

  /** The bytes of all rows after one was asked for of each role and key. */
  private long heldRowBytes(Population population) {
    PolicySnapshot snapshot = Engines.snapshot(population);
    int pairs = population.principals().size() * population.keys().size();
    try (Authorizer bounded =
            Authorizer.builder().policies(snapshot).maximumRowBytes(promised).build();
        Authorizer forgetful = Engines.forgetful(snapshot)) {
      askForPairs(bounded, population, pairs);
      askForPairs(forgetful, population, pairs);
      return settled(bounded, population) - settled(forgetful, population);
    }
  }

  /**
   * The reachable objects without the entries of rows that are gone: the tables that share equal
   * parts of rows refer to them weakly, and drop the entries of collected ones a moment after they
   * are used the next time.
   */
  private static long settled(Authorizer authorizer, Population population) {
    for (int time = 0; time < SETTLINGS; time++) {
      collect();
      askForPairs(authorizer, population, FEW_PAIRS);
      settle();
    }
    return retained(authorizer);
  }

  private static void askForPairs(Authorizer authorizer, Population population, int pairs) {
    List<PrincipalHandle> handles =
        population.principals().stream()
            .map(entry -> authorizer.principal(entry.caller()))
            .toList();
    for (int pair = 0; pair < pairs; pair++) {
      KeyEntry entry = population.keys().get(pair / handles.size() % population.keys().size());
      handles.get(pair % handles.size()).decide(ACTION, entry.key().arn(), CONTEXT);
    }
  }

  private static long withKeys(Population population) {
    try (Authorizer authorizer = Engines.forgetful(Engines.snapshot(population))) {
      askForEveryKey(authorizer, population);
      return retained(authorizer);
    }
  }

  /** Compiles the first principal and all keys. */
  private static void askForEveryKey(Authorizer authorizer, Population population) {
    PrincipalHandle first = authorizer.principal(population.principals().get(0).caller());
    for (KeyEntry entry : population.keys()) {
      first.decide(ACTION, entry.key().arn(), CONTEXT);
    }
  }

  /**
   * The reachable objects, after a collection and pending maintenance of the caches. The caches
   * refer to the common pool of the JVM, whose threads reach nearly all objects; these are
   * excluded.
   */
  private static long retained(Authorizer authorizer) {
    collect();
    ForkJoinPool pool = ForkJoinPool.commonPool();
    return GraphStats.parseInstance(authorizer, pool).totalSize()
        - GraphStats.parseInstance(pool).totalSize();
  }

  private static void collect() {
    System.gc();
    settle();
  }

  private static void settle() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
