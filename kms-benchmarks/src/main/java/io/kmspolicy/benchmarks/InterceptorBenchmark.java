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

/** Calls of the AWS SDK that never leave the process: what the SDK does, and what a check adds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InterceptorBenchmark {

  /** Clients with and without the interceptor. */
  @State(Scope.Benchmark)
  public static class Clients {

    private KmsCalls calls;

    /** Makes and tries them. */
    @Setup
    public void prepare() {
      calls = KmsCalls.prepare();
    }

    /** Closes them. */
    @TearDown
    public void close() {
      calls.close();
    }
  }

  /** No interceptor. */
  @Benchmark
  public DecryptResponse none(Clients clients) {
    return clients.calls.callUnguarded();
  }

  /** A call that is checked and goes on. */
  @Benchmark
  public DecryptResponse allowed(Clients clients) {
    return clients.calls.callAllowed();
  }

  /** A call that is stopped, with the text that says why. */
  @Benchmark
  public KmsAccessDeniedException denied(Clients clients) {
    return clients.calls.callDenied();
  }
}
