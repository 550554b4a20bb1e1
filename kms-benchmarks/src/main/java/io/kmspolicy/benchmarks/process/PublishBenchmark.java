package io.kmspolicy.benchmarks.process;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * What a publication costs a process that decides on many keys with key policies of their own: one
 * changed key policy, policies that were read again and are equal, and policies that are all new.
 *
 * <p>It measures the time of the publications, of decisions on known policies, of the first
 * decisions after equal policies, and the longest decision of another thread while all policies
 * change.
 */
public final class PublishBenchmark {

  private static final String NAME = "PublishBenchmark.";
  private static final int KEYS = 100_000;
  private static final int ONES = 200;
  private static final int REPEATS = 5;
  private static final LongSupplier CPU =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

  private final ConsoleFleet fleet;
  private final int ones;
  private final int repeats;
  private final ForkedRound round = new ForkedRound();

  private PublishBenchmark(int keys, int ones, int repeats) {
    this.fleet = new ConsoleFleet(keys);
    this.ones = ones;
    this.repeats = repeats;
  }

  /** Measures one round in a new JVM. */
  public static void run(Path directory, int round) throws IOException {
    Files.createDirectories(directory);
    ForkedRound.run(
        PublishBenchmark.class, List.of("-Xmx3g"), directory.resolve("publish-" + round + ".json"));
  }

  /**
   * Measures one round in this JVM.
   *
   * @param args the file for the result
   */
  public static void main(String[] args) throws IOException {
    of(KEYS, ONES, REPEATS).measure(Path.of(args[0]));
  }

  /**
   * Measures at another size.
   *
   * @param ones how many publications of one changed key policy
   * @param repeats how many publications of all policies
   */
  public static PublishBenchmark of(int keys, int ones, int repeats) {
    return new PublishBenchmark(keys, ones, repeats);
  }

  /** Measures and writes the results. */
  public void measure(Path file) throws IOException {
    PolicySnapshot first = fleet.read();
    try (Authorizer authorizer = Authorizer.builder().policies(first).build()) {
      ConsoleFleet.Requests requests = fleet.new Requests(authorizer);
      requireAllowed(requests);
      requireAllowed(requests);
      PolicySnapshot last = one(authorizer, first);
      authorizer.publish(first);
      equal(authorizer, requests);
      all(authorizer, requests, last);
    }
    round.write(file);
  }

  private void requireAllowed(ConsoleFleet.Requests requests) {
    int allowed = requests.decideAll();
    if (allowed != fleet.size()) {
      throw new IllegalStateException(
          "%d of %d requests are allowed".formatted(allowed, fleet.size()));
    }
  }

  private PolicySnapshot one(Authorizer authorizer, PolicySnapshot first) {
    List<Double> times = new ArrayList<>();
    PolicySnapshot now = first;
    for (int i = 0; i < ones; i++) {
      var changed = fleet.another(i);
      long start = System.nanoTime();
      now = now.toBuilder().key(fleet.key(i % fleet.size()), changed).build();
      authorizer.publish(now);
      times.add((double) (System.nanoTime() - start));
    }
    round.add(NAME + "one", times);
    return now;
  }

  private void equal(Authorizer authorizer, ConsoleFleet.Requests requests) {
    List<Double> publications = new ArrayList<>();
    List<Double> known = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    requireAllowed(requests);
    for (int i = 0; i < repeats; i++) {
      known.add(eachOf(requests));
      PolicySnapshot again = fleet.read();
      long rowsBefore = authorizer.rowStatistics().made();
      publications.add(publish(authorizer, again));
      after.add(eachOf(requests));
      if (authorizer.rowStatistics().made() != rowsBefore) {
        throw new IllegalStateException("equal policies lost rows");
      }
    }
    round.add(NAME + "equal", publications);
    round.add(NAME + "known", known);
    round.add(NAME + "afterEqual", after);
  }

  private static double publish(Authorizer authorizer, PolicySnapshot snapshot) {
    long start = System.nanoTime();
    authorizer.publish(snapshot);
    return System.nanoTime() - start;
  }

  /** The time of one decision in nanoseconds, over all keys. */
  private double eachOf(ConsoleFleet.Requests requests) {
    long start = System.nanoTime();
    requireAllowed(requests);
    return (System.nanoTime() - start) / (double) fleet.size();
  }

  /** Publishes snapshots in which every key has another policy, while another thread decides. */
  private void all(
      Authorizer authorizer, ConsoleFleet.Requests requests, PolicySnapshot unrelated) {
    List<Double> publications = new ArrayList<>();
    List<Double> longest = new ArrayList<>();
    List<Double> costliest = new ArrayList<>();
    PolicySnapshot before = unrelated;
    for (int i = 0; i < repeats; i++) {
      PolicySnapshot next = changed(before, i + 1);
      Decider decider = new Decider(requests, fleet.size());
      Thread thread = new Thread(decider, "decider");
      thread.start();
      publications.add(publish(authorizer, next));
      decider.stopped.set(true);
      join(thread);
      longest.add((double) decider.longest);
      costliest.add((double) decider.costliest);
      before = next;
    }
    round.add(NAME + "all", publications);
    round.add(NAME + "whileAll", longest);
    round.add(NAME + "whileAllCpu", costliest);
  }

  private PolicySnapshot changed(PolicySnapshot before, int generation) {
    PolicySnapshot.Builder next = before.toBuilder();
    for (int key = 0; key < fleet.size(); key++) {
      next.key(fleet.key(key), fleet.another(generation * fleet.size() + key));
    }
    return next.build();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decides in a loop and remembers the longest decision, by time and by processor time. */
  private static final class Decider implements Runnable {

    private final ConsoleFleet.Requests requests;
    private final int keys;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Read after the thread has ended. */
    private long longest;

    private long costliest;

    Decider(ConsoleFleet.Requests requests, int keys) {
      this.requests = requests;
      this.keys = keys;
    }

    @Override
    public void run() {
      int key = 0;
      while (!stopped.get()) {
        long start = System.nanoTime();
        long cpuStart = CPU.getAsLong();
        var unused = requests.decide(key);
        costliest = Math.max(costliest, CPU.getAsLong() - cpuStart);
        longest = Math.max(longest, System.nanoTime() - start);
        key = (key + 1) % keys;
      }
    }
  }
}
