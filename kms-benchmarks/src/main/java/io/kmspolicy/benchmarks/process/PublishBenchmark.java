package io.kmspolicy.benchmarks.process;

import com.sun.management.ThreadMXBean;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a publication costs a process that decides on many keys with key policies of their own: one
 * changed key policy, policies that were read again and are equal, a changed service control policy
 * of all roles, and key policies that are all new.
 *
 * <p>It measures the time of the publications and what the publishing thread allocates, the time of
 * decisions on known policies and of the first decisions after a publication, and the distribution
 * of the decisions of another thread meanwhile.
 */
public final class PublishBenchmark {

  private static final String NAME = "PublishBenchmark.";
  private static final int KEYS = 100_000;
  private static final int ONES = 200;
  private static final int REPEATS = 5;

  /** Other threads decide for so long after a publication before the next one. */
  private static final int PAUSE_MILLIS = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
      whileNone(requests);
      whileOne(authorizer, requests, last);
      authorizer.publish(first);
      equal(authorizer, requests);
      serviceControl(authorizer, requests, first);
      all(authorizer, requests, first);
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

  /** Lets another thread decide without publications, for as long as {@link #whileOne} pauses. */
  private void whileNone(ConsoleFleet.Requests requests) {
    var unused = requests.decideAll();
    Decider decider = requests.start();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos((long) ones * PAUSE_MILLIS));
    decider.close();
    add("None", List.of(decider));
  }

  /**
   * Publishes one changed key policy after the other, with pauses, while another thread decides.
   */
  private void whileOne(
      Authorizer authorizer, ConsoleFleet.Requests requests, PolicySnapshot before) {
    var unused = requests.decideAll();
    Decider decider = requests.start();
    PolicySnapshot now = before;
    for (int i = 0; i < ones; i++) {
      now = now.toBuilder().key(fleet.key(i % fleet.size()), fleet.another(ones + i)).build();
      authorizer.publish(now);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    decider.close();
    add("One", List.of(decider));
  }

  /** Adds what several deciders measured. */
  private void add(String name, List<Decider> deciders) {
    List<Double> longest = new ArrayList<>();
    List<Double> costliest = new ArrayList<>();
    List<Double> uncollected = new ArrayList<>();
    Latencies all = new Latencies();
    for (Decider decider : deciders) {
      longest.add((double) decider.times().greatest());
      costliest.add((double) decider.costliest());
      uncollected.add((double) decider.longestUncollected());
      all.addAll(decider.times());
    }
    round.add(NAME + "while" + name, longest);
    round.add(NAME + "while" + name + "Cpu", costliest);
    round.add(NAME + "while" + name + "Uncollected", uncollected);
    round.addDistribution(NAME + "times" + name, all.mean(), all.percentiles());
  }

  /**
   * Publishes a service control policy that all roles share, changed each time, while another
   * thread decides; then each key is decided once, which makes all rows again.
   */
  private void serviceControl(
      Authorizer authorizer, ConsoleFleet.Requests requests, PolicySnapshot first) {
    List<Double> publications = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    List<Decider> deciders = new ArrayList<>();
    PolicySnapshot now = fleet.withServiceControl(first, 0);
    authorizer.publish(now);
    requireAllowed(requests);
    for (int i = 1; i <= repeats; i++) {
      PolicySnapshot next = fleet.withServiceControl(first, i);
      publications.add(publish(authorizer, next));
      after.add(eachOf(requests));
      next = fleet.withServiceControl(first, repeats + i);
      try (Decider decider = requests.start()) {
        deciders.add(decider);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        authorizer.publish(next);
        bytes.add((double) (THREADS.getCurrentThreadAllocatedBytes() - before));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
      requireAllowed(requests);
    }
    round.add(NAME + "serviceControl", publications, bytes);
    round.add(NAME + "afterServiceControl", after);
    add("ServiceControl", deciders);
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
    List<Decider> deciders = new ArrayList<>();
    PolicySnapshot before = unrelated;
    for (int i = 0; i < repeats; i++) {
      PolicySnapshot next = changed(before, i + 1);
      try (Decider decider = requests.start()) {
        deciders.add(decider);
        publications.add(publish(authorizer, next));
      }
      before = next;
    }
    round.add(NAME + "all", publications);
    add("All", deciders);
  }

  private PolicySnapshot changed(PolicySnapshot before, int generation) {
    PolicySnapshot.Builder next = before.toBuilder();
    for (int key = 0; key < fleet.size(); key++) {
      next.key(fleet.key(key), fleet.another(generation * fleet.size() + key));
    }
    return next.build();
  }
}
