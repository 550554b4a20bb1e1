package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.replay.GeneratedTrail;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading a trail, alone and with judging every event, each time from the beginning. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplayBenchmark {

  private static final int RECORDS_OF_A_PART = 10_000;

  /** A generated trail and its policies. */
  @State(Scope.Benchmark)
  public static class Trail {

    /** The number of records: a trail in which most calls are new, and one of about an hour. */
    @Param({"100000", "1000000"})
    public int records;

    /** In parts: an array that grows needs twice the memory. */
    private List<byte[]> lines;

    private Path directory;
    private Policies policies;

    /** Writes them. */
    @Setup
    public void write() throws IOException {
      lines = GeneratedTrail.lines(records, RECORDS_OF_A_PART);
      directory = Files.createTempDirectory("replay-benchmark");
      GeneratedTrail.writePolicies(directory);
      policies = Policies.of(PolicyDirectory.load(directory));
    }

    private InputStream open() {
      return new SequenceInputStream(
          Collections.enumeration(lines.stream().map(ByteArrayInputStream::new).toList()));
    }

    /** Deletes the policies. */
    @TearDown
    public void delete() throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      }
    }
  }

  /** Counts the events. */
  private static final class Count {
    private long events;
  }

  /** Reading alone. */
  @Benchmark
  public long read(Trail trail) {
    Count count = new Count();
    TrailReader.read(
        "trail",
        trail.open(),
        event -> count.events++,
        lost -> {
          throw new IllegalStateException(lost.toString());
        });
    return count.events;
  }

  /** Reading, mapping and deciding. */
  @Benchmark
  public ReplayReport replay(Trail trail) {
    try (Replay replay = new Replay(trail.policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read("trail", trail.open());
      return replay.report();
    }
  }
}
