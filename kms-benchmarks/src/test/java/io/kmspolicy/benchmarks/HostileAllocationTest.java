package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the first decision on published policies allocates, for each hostile shape. It is small
 * beside the young generation of a heap, so a decision rarely is the one that fills it; {@link
 * HostileBenchmark} keeps the garbage of its set-up out of the measured calls.
 */
class HostileAllocationTest {

  /** The least of so many first decisions counts: others load classes and link lambdas. */
  private static final int POLICIES = 8;

  /** With the diagram over all unknown keys, which the first open decision makes. */
  private static final int BYTES = 5 << 19;

  /** The rows, formulas and graphs of 150 statements. */
  private static final int BYTES_OF_MANY_TESTS = 110_000;

  private static final int GRANTS = 10_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long first(Authorizer authorizer, HostileCase hostile) {
    authorizer.publish(
        PolicySnapshot.builder()
            .principal(hostile.caller(), hostile.own())
            .key(hostile.resource(), hostile.key())
            .build());
    PrincipalHandle caller = authorizer.principal(hostile.caller());
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    long before = THREADS.getCurrentThreadAllocatedBytes();
    var unused = caller.decide(decrypt, hostile.resource().arn(), hostile.contexts().get(0));
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("The first decision on published policies allocates little")
  void decide_first_allocatesLittle(HostileShape shape) {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      long bytes = Long.MAX_VALUE;
      for (int number = 1; number <= POLICIES; number++) {
        bytes = Math.min(bytes, first(authorizer, shape.make(number, GRANTS)));
      }
      assertThat(bytes)
          .isLessThanOrEqualTo(shape == HostileShape.MANY_TESTS ? BYTES_OF_MANY_TESTS : BYTES);
    }
  }
}
