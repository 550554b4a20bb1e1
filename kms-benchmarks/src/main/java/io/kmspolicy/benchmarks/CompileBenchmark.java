package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.ManagedWorkload;
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
    @Param("10000")
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

  /** Policies that are all different, parsed and not compiled. */
  private static final class Distinct {

    private final Workload workload;
    private final PolicySnapshot snapshot;
    private final Tokens tokens;

    Distinct(Workload workload) {
      this.workload = workload;
      this.snapshot = Engines.snapshot(workload.population());
      this.tokens = new Tokens(workload.texts());
      try (Authorizer authorizer = Engines.authorizer(snapshot)) {
        Answers.check("the engine", workload, new FleetStream(workload, authorizer)::decide);
      }
    }

    /** One decision with each policy. */
    int compile() {
      try (Authorizer authorizer = Engines.authorizer(snapshot)) {
        FleetStream stream = new FleetStream(workload, authorizer);
        int allowed = 0;
        for (int request = 0; request < stream.size(); request++) {
          allowed += stream.decide(request) == Decision.ALLOWED ? 1 : 0;
        }
        return allowed;
      }
    }
  }

  /** The key policies of the population {@code console}. */
  @State(Scope.Benchmark)
  public static class ConsolePolicies {

    /** The number of keys, each with a policy of its own. */
    @Param("1000")
    public int keys;

    private Distinct policies;

    /** Parses the policies. */
    @Setup
    public void read() {
      policies = new Distinct(ConsoleWorkload.of(keys));
    }
  }

  /** AWS managed policies. */
  @State(Scope.Benchmark)
  public static class ManagedPolicies {

    private Distinct policies;

    /** Parses the policies. */
    @Setup
    public void read() {
      policies = new Distinct(ManagedWorkload.create());
    }
  }

  /** A new engine, up to a first decision on each key, with distinct key policies. */
  @Benchmark
  public int console(ConsolePolicies state) {
    return state.policies.compile();
  }

  /** Jackson's tokenization of the same texts, for comparison. */
  @Benchmark
  public int consoleTokens(ConsolePolicies state) throws IOException {
    return state.policies.tokens.count();
  }

  /** A new engine, up to a first decision of each role, with AWS managed policies. */
  @Benchmark
  public int managed(ManagedPolicies state) {
    return state.policies.compile();
  }

  /** Jackson's tokenization of the same texts, for comparison. */
  @Benchmark
  public int managedTokens(ManagedPolicies state) throws IOException {
    return state.policies.tokens.count();
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
