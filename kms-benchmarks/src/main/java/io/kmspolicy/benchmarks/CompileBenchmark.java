package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.PolicyText;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.io.IOException;
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

/** Compilation of parsed documents to tables. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CompileBenchmark {

  /** The population {@code statements}, parsed and not compiled. */
  @State(Scope.Benchmark)
  public static class Documents {

    /** The number of statements of the role. */
    @Param({"10", "1000", "10000"})
    public int statements;

    private PolicySnapshot snapshot;
    private Caller caller;
    private String arn;
    private Tokens tokens;

    /** Parses the policies. */
    @Setup
    public void read() {
      Workload workload = StatementsWorkload.plain(statements);
      snapshot = Engines.snapshot(workload.population());
      caller = workload.population().principals().get(0).caller();
      arn = workload.keyArns()[0];
      List<PolicyText> identity =
          workload.texts().stream().filter(text -> text.type() == PolicyType.IDENTITY).toList();
      tokens = new Tokens(identity);
      if (compile() == Decision.INDETERMINATE) {
        throw new IllegalStateException("the engine did not take the policies");
      }
    }

    /** Tables are compiled on demand, so the benchmark decides one request. */
    private Decision compile() {
      try (Authorizer authorizer = Engines.authorizer(snapshot)) {
        return authorizer.principal(caller).decide("kms:Decrypt", arn, RequestContext.empty());
      }
    }
  }

  /** A new engine, up to its first decision. */
  @Benchmark
  public Decision compile(Documents documents) {
    return documents.compile();
  }

  /** Jackson's tokenization of the same texts, for comparison. */
  @Benchmark
  public int tokens(Documents documents) throws IOException {
    return documents.tokens.count();
  }
}
