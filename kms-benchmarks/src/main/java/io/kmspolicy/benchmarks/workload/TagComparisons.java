package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A key policy with many statements that compare one tag of the caller with a value each. Every
 * fourth context passes no test.
 */
public final class TagComparisons {

  private static final String TAG = "aws:PrincipalTag/team";
  private static final int NONE = -1;

  private TagComparisons() {}

  /**
   * A policy that allows a request whose tag passes some test.
   *
   * @param tests the number of tests
   */
  public static HostileCase make(int tests) {
    List<StatementText> statements =
        IntStream.range(0, tests)
            .mapToObj(
                test ->
                    StatementText.allow()
                        .principals(HostilePolicies.CALLER)
                        .actions("kms:Decrypt")
                        .resources("*")
                        .when("StringEquals", TAG, value(test)))
            .toList();
    List<RequestContext> contexts =
        IntStream.range(0, HostilePolicies.CONTEXTS)
            .mapToObj(i -> RequestContext.builder().put(TAG, value(testPassedBy(i, tests))).build())
            .toList();
    return HostilePolicies.assemble(
        new HostilePolicies.Parts(statements, List.of(), contexts), GrantLayer.none());
  }

  /** Whether the context with an index is allowed. */
  public static boolean isAllowed(int context) {
    return testPassedBy(context, 1) != NONE;
  }

  private static int testPassedBy(int context, int tests) {
    return context % 4 == 3 ? NONE : (context * 31 + 7) % tests;
  }

  /** The value of a test; no test has that of {@link #NONE}. */
  private static String value(int test) {
    return "v" + test;
  }
}
