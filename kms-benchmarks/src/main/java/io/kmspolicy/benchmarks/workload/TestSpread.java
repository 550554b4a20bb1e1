package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** On how many condition keys the tests of a policy are, each test in a statement of its own. */
public enum TestSpread {
  /** All tests are on one key. */
  ONE_KEY {
    @Override
    int keys(int tests) {
      return 1;
    }
  },
  /** The tests are on ten keys. */
  TEN_KEYS {
    @Override
    int keys(int tests) {
      return Math.min(10, tests);
    }
  },
  /** Each test is on a key of its own. */
  EACH_ITS_KEY {
    @Override
    int keys(int tests) {
      return tests;
    }
  };

  abstract int keys(int tests);

  /**
   * A policy that allows a request whose value passes some test. Every fourth context passes none.
   *
   * @param tests the number of tests
   * @param number makes the texts of the policy differ from those with another number
   */
  public HostileCase make(int tests, int number) {
    int keys = keys(tests);
    List<StatementText> statements = new ArrayList<>();
    for (int i = 0; i < tests; i++) {
      statements.add(
          StatementText.allow()
              .principals(HostilePolicies.CALLER)
              .actions("kms:Decrypt")
              .resources("*")
              .when("StringEquals", tag(i % keys), value(i, number)));
    }
    List<RequestContext> contexts =
        IntStream.range(0, HostilePolicies.CONTEXTS)
            .mapToObj(i -> context(keys, passed(i, tests), number))
            .toList();
    return HostilePolicies.assemble(
        new HostilePolicies.Parts(statements, List.of(), contexts), GrantLayer.none());
  }

  /** The test that a context passes; -1 for none. */
  private static int passed(int context, int tests) {
    return context % 4 == 3 ? -1 : (context * 31 + 7) % tests;
  }

  /** Whether the context with an index is allowed. */
  public static boolean isAllowed(int context) {
    return passed(context, 1) >= 0;
  }

  private static RequestContext context(int keys, int passed, int number) {
    RequestContext.Builder context = RequestContext.builder();
    for (int key = 0; key < keys; key++) {
      boolean passes = passed >= 0 && passed % keys == key;
      context.put(tag(key), passes ? value(passed, number) : "none");
    }
    return context.build();
  }

  private static String tag(int key) {
    return "aws:PrincipalTag/t" + key;
  }

  private static String value(int test, int number) {
    return "v" + test + "-" + number;
  }
}
