package io.kmspolicy.benchmarks.process;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the publication of one changed key policy costs a process that decides on many keys with key
 * policies of their own: the time of the publication, and the greatest processor time of a decision
 * of another thread, with and without publications meanwhile.
 */
public final class PublishBenchmark {

  private static final String NAME = "PublishBenchmark.";
  private static final int KEYS = 100_000;
  private static final int PUBLICATIONS = 200;

  /** The other thread decides for so long after a publication before the next one. */
  private static final int PAUSE_MILLIS = 5;

  private final ConsoleFleet fleet;
  private final int publications;
  private final ForkedRound round = new ForkedRound();

  private PublishBenchmark(int keys, int publications) {
    this.fleet = new ConsoleFleet(keys);
    this.publications = publications;
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
    of(KEYS, PUBLICATIONS).measure(Path.of(args[0]));
  }

  /** Measures at another size. */
  static PublishBenchmark of(int keys, int publications) {
    return new PublishBenchmark(keys, publications);
  }

  /** Measures and writes the results. */
  void measure(Path file) throws IOException {
    PolicySnapshot first = fleet.read();
    try (Authorizer authorizer = Authorizer.builder().policies(first).build()) {
      ConsoleFleet.Requests requests = fleet.new Requests(authorizer);
      requireAllowed(requests);
      requireAllowed(requests);
      PolicySnapshot last = one(authorizer, first);
      whileNone(requests);
      whileOne(authorizer, requests, last);
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
    for (int i = 0; i < publications; i++) {
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
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos((long) publications * PAUSE_MILLIS));
    decider.close();
    round.add(NAME + "whileNoneCpu", List.of(decider.costliest()));
  }

  /**
   * Publishes one changed key policy after the other, with pauses, while another thread decides.
   */
  private void whileOne(
      Authorizer authorizer, ConsoleFleet.Requests requests, PolicySnapshot before) {
    var unused = requests.decideAll();
    Decider decider = requests.start();
    PolicySnapshot now = before;
    for (int i = 0; i < publications; i++) {
      var changed = fleet.another(publications + i);
      now = now.toBuilder().key(fleet.key(i % fleet.size()), changed).build();
      authorizer.publish(now);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    decider.close();
    round.add(NAME + "whileOneCpu", List.of(decider.costliest()));
  }
}
