package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.peer.CasbinPeer;
import io.kmspolicy.benchmarks.peer.CedarPeer;
import io.kmspolicy.benchmarks.peer.EventRulerPeer;
import io.kmspolicy.benchmarks.peer.Peer;
import io.kmspolicy.benchmarks.peer.PeerCheck;
import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The peers with the rules and requests of {@link DecisionBenchmark#warm}. Each peer has its own
 * state, so that the heap of one does not affect another, and each is checked before it is timed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeerBenchmark {

  /**
   * A peer with its requests.
   *
   * @param <Q> the type of requests of the peer
   */
  @State(Scope.Benchmark)
  public abstract static class Asked<Q> {

    /** The number of statements of the role. */
    @Param("1000")
    public int statements;

    private Peer<Q> peer;
    private final List<Q> questions = new ArrayList<>();

    abstract Peer<Q> create(Population population);

    /** Creates, checks and prepares the peer. */
    @Setup
    public void prepare() {
      Workload workload = StatementsWorkload.plain(statements);
      peer = create(workload.population());
      PeerCheck.check(peer, workload);
      String[] arns = ArnStream.of(workload).sameStrings();
      for (int i = 0; i < arns.length; i++) {
        questions.add(peer.question(workload.requests().get(i).action(), arns[i]));
      }
      Engines.settle();
    }

    boolean allowsNext(Cursor cursor) {
      return peer.allows(questions.get(cursor.next(questions.size())));
    }
  }

  /** Cedar for Java. */
  public static class Cedar extends Asked<CedarPeer.Question> {
    @Override
    Peer<CedarPeer.Question> create(Population population) {
      return new CedarPeer(population);
    }
  }

  /** AWS event-ruler. */
  public static class EventRuler extends Asked<String> {
    @Override
    Peer<String> create(Population population) {
      return new EventRulerPeer(population);
    }
  }

  /** jCasbin. */
  public static class Casbin extends Asked<Object[]> {
    @Override
    Peer<Object[]> create(Population population) {
      return new CasbinPeer(population);
    }
  }

  /** Cedar for Java with its policy set cached. */
  @Benchmark
  public boolean cedar(Cedar peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }

  /** AWS event-ruler. */
  @Benchmark
  public boolean eventRuler(EventRuler peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }

  /** jCasbin. */
  @Benchmark
  public boolean casbin(Casbin peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }
}
