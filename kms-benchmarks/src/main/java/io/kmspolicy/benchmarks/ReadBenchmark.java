package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.ManagedWorkload;
import io.kmspolicy.benchmarks.workload.PolicyText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;

/** Reading AWS managed policies, and the reader of the AWS SDK on the same documents. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {

  /** The documents of the managed policies that name KMS, with their statements for it. */
  @State(Scope.Benchmark)
  public static class Documents {

    private List<PolicyText> texts;

    /** Collects the texts; both readers must find the same statements. */
    @Setup
    public void collect() {
      texts = ManagedWorkload.texts();
      int read = read();
      int others = iamPolicy();
      if (read != others) {
        throw new IllegalStateException(read + " statements, and " + others + " for the SDK");
      }
    }

    private int read() {
      int statements = 0;
      for (PolicyText text : texts) {
        statements += text.read().document().statements().size();
      }
      return statements;
    }

    private int iamPolicy() {
      int statements = 0;
      for (PolicyText text : texts) {
        statements += IamPolicy.fromJson(text.json()).statements().size();
      }
      return statements;
    }
  }

  /** All documents. */
  @Benchmark
  public int read(Documents documents) {
    return documents.read();
  }

  /** The same documents by {@code IamPolicy.fromJson}, of which an action may be anything. */
  @Benchmark
  public int iamPolicy(Documents documents) {
    return documents.iamPolicy();
  }
}
