package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.sdk.KmsCalls;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/**
 * Calls of the AWS SDK without network: the cost of the SDK itself, and the cost that a check adds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InterceptorBenchmark {

  /** Clients with and without the interceptor. */
  @State(Scope.Benchmark)
  public static class Clients {

    private KmsCalls calls;

    /** Creates and tries the clients. */
    @Setup
    public void prepare() {
      calls = KmsCalls.prepare();
    }

    /** Closes the clients. */
    @TearDown
    public void close() {
      calls.close();
    }
  }

  /** A call without an interceptor. */
  @Benchmark
  public DecryptResponse none(Clients clients) {
    return clients.calls.callUnguarded();
  }

  /** A call that is checked and allowed. */
  @Benchmark
  public DecryptResponse allowed(Clients clients) {
    return clients.calls.callAllowed();
  }

  /** A call that is denied, with the text of the reason. */
  @Benchmark
  public KmsAccessDeniedException denied(Clients clients) {
    return clients.calls.callDenied();
  }
}
