package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.peer.CasbinPeer;
import io.kmspolicy.benchmarks.peer.CedarPeer;
import io.kmspolicy.benchmarks.peer.EventRulerPeer;
import io.kmspolicy.benchmarks.peer.NaivePeer;
import io.kmspolicy.benchmarks.peer.Peer;
import io.kmspolicy.benchmarks.peer.PeerCheck;
import io.kmspolicy.benchmarks.peer.ReferencePeer;
import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.model.request.AuthorizationRequest;
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
    @Param({"10", "1000"})
    public int statements;

    private Peer<Q> peer;
    private final List<Q> questions = new ArrayList<>();

    abstract Peer<Q> create(Population population);

    /**
     * Whether the peer caches its decisions, so that it must decide every request once before
     * timing.
     */
    boolean remembers() {
      return false;
    }

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
      if (remembers()) {
        questions.forEach(peer::allows);
      }
      Engines.settle();
    }

    boolean allowsNext(Cursor cursor) {
      return peer.allows(questions.get(cursor.next(questions.size())));
    }
  }

  /** The engine's slow twin. */
  public static class Reference extends Asked<AuthorizationRequest> {
    @Override
    Peer<AuthorizationRequest> create(Population population) {
      return new ReferencePeer(population);
    }
  }

  /** A loop over globs. */
  public static class Naive extends Asked<NaivePeer.Question> {
    @Override
    Peer<NaivePeer.Question> create(Population population) {
      return new NaivePeer(population);
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
      return CasbinPeer.evaluating(population);
    }
  }

  /** jCasbin with its cache of answers. */
  public static class CachedCasbin extends Asked<Object[]> {
    @Override
    Peer<Object[]> create(Population population) {
      return CasbinPeer.caching(population);
    }

    @Override
    boolean remembers() {
      return true;
    }
  }

  /** The engine's slow twin. */
  @Benchmark
  public boolean reference(Reference peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }

  /** A loop over globs. */
  @Benchmark
  public boolean naive(Naive peer, Cursor cursor) {
    return peer.allowsNext(cursor);
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

  /** jCasbin, which evaluates its rules. */
  @Benchmark
  public boolean casbin(Casbin peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }

  /** jCasbin's cache of decisions: no evaluation after the first decision on each request. */
  @Benchmark
  public boolean casbinCached(CachedCasbin peer, Cursor cursor) {
    return peer.allowsNext(cursor);
  }
}
