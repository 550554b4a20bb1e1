package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.sdk.KmsCalls;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures whole calls of the AWS SDK: without the interceptor, allowed, and denied. The kinds
 * alternate in short blocks in one JVM, so that the state of the machine and of the compiler is the
 * same for all; what is measured is the processor time of the calling thread. JMH has no such mode.
 *
 * <p>Each round is a JVM of its own. Its result has the form of a result of JMH, with one value for
 * each block.
 */
public final class CallCosts {

  private static final String NAME = "CallCosts.";

  /** So many that the interval of the median leaves out three rounds at each end. */
  private static final int ROUNDS = 15;

  private static final int WARMUP_BLOCKS = 600;
  private static final int BLOCKS = 200;
  private static final int CALLS = 200;
  private static final LongSupplier CPU =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

  /** The kinds of calls, in the order of the first block. */
  private enum Kind {
    NONE,
    ALLOWED,
    DENIED;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    Object call(KmsCalls calls) {
      return switch (this) {
        case NONE -> calls.callUnguarded();
        case ALLOWED -> calls.callAllowed();
        case DENIED -> calls.callDenied();
      };
    }
  }

  private final int warmupBlocks;
  private final int blocks;
  private final int calls;

  private CallCosts(int warmupBlocks, int blocks, int calls) {
    this.warmupBlocks = warmupBlocks;
    this.blocks = blocks;
    this.calls = calls;
  }

  /** Measures with other numbers of blocks and of calls in a block. */
  static CallCosts of(int warmupBlocks, int blocks, int calls) {
    return new CallCosts(warmupBlocks, blocks, calls);
  }

  /**
   * Measures fifteen rounds, each in a JVM of its own.
   *
   * @param directory receives a file of results for each round
   */
  public static void run(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int round = 1; round <= ROUNDS; round++) {
      run(directory, round);
    }
  }

  /** Measures one round in a new JVM. */
  public static void run(Path directory, int round) throws IOException {
    ForkedRound.run(CallCosts.class, List.of(), directory.resolve("calls-" + round + ".json"));
  }

  /**
   * Measures one round in this JVM.
   *
   * @param args the file for the result
   */
  public static void main(String[] args) throws IOException {
    of(WARMUP_BLOCKS, BLOCKS, CALLS).measure(Path.of(args[0]));
  }

  void measure(Path file) throws IOException {
    try (KmsCalls client = KmsCalls.prepare()) {
      alternate(client, warmupBlocks);
      Map<Kind, List<Double>> nanos = alternate(client, blocks);
      ForkedRound results = new ForkedRound();
      nanos.forEach((kind, times) -> results.add(NAME + kind.key(), times));
      results.write(file);
    }
  }

  /** The processor time of a call in nanoseconds, by kind and block. The first kind rotates. */
  private Map<Kind, List<Double>> alternate(KmsCalls client, int times) {
    Kind[] kinds = Kind.values();
    Map<Kind, List<Double>> nanos = new EnumMap<>(Kind.class);
    for (int block = 0; block < times; block++) {
      for (int turn = 0; turn < kinds.length; turn++) {
        Kind kind = kinds[(block + turn) % kinds.length];
        nanos.computeIfAbsent(kind, first -> new ArrayList<>()).add(block(client, kind));
      }
    }
    return nanos;
  }

  private double block(KmsCalls client, Kind kind) {
    int answers = 0;
    long before = CPU.getAsLong();
    for (int call = 0; call < calls; call++) {
      // The hash of the answer's identity keeps the call from being optimized away.
      answers |= System.identityHashCode(kind.call(client));
    }
    long after = CPU.getAsLong();
    if (answers == 0) {
      throw new IllegalStateException("the calls have no answers");
    }
    return (after - before) / (double) calls;
  }
}
