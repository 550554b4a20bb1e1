package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How the tests of a policy are spread over statements, condition keys and values. */
public enum TestSpread {
  /** A statement for each test; all tests are on one key. */
  ONE_KEY {
    @Override
    List<StatementText> statements(int tests, int number) {
      return statementForEach(tests, 1, number);
    }

    @Override
    RequestContext context(int tests, int passed, int number) {
      return tags(1, passed, number);
    }
  },
  /** A statement for each test; the tests are on ten keys. */
  TEN_KEYS {
    @Override
    List<StatementText> statements(int tests, int number) {
      return statementForEach(tests, Math.min(TEN, tests), number);
    }

    @Override
    RequestContext context(int tests, int passed, int number) {
      return tags(Math.min(TEN, tests), passed, number);
    }
  },
  /** A statement for each test; each test is on a key of its own. */
  EACH_ITS_KEY {
    @Override
    List<StatementText> statements(int tests, int number) {
      return statementForEach(tests, tests, number);
    }

    @Override
    RequestContext context(int tests, int passed, int number) {
      return tags(tests, passed, number);
    }
  },
  /** One statement that compares an address with as many ranges. */
  RANGES {
    @Override
    List<StatementText> statements(int tests, int number) {
      return List.of(
          statement("IpAddress", ADDRESS, tests, test -> address(test, number, 0) + "/24"));
    }

    @Override
    RequestContext context(int tests, int passed, int number) {
      String address = passed < 0 ? "192.0.2.1" : address(passed, number, 7);
      return RequestContext.builder().put(ADDRESS, address).build();
    }
  },
  /** One statement that compares each of five values of a key with as many texts. */
  FIVE_VALUES {
    @Override
    List<StatementText> statements(int tests, int number) {
      return List.of(
          statement("ForAnyValue:StringEquals", PATHS, tests, test -> value(test, number)));
    }

    @Override
    RequestContext context(int tests, int passed, int number) {
      List<String> values =
          List.of("none", "of", "these", "is", passed < 0 ? "listed" : value(passed, number));
      return RequestContext.builder().set(PATHS, new ContextValue.Present(values)).build();
    }
  };

  private static final int TEN = 10;
  private static final String ADDRESS = "aws:SourceIp";
  private static final String PATHS = "aws:PrincipalOrgPaths";

  /** A network is the first three bytes of its addresses; each test has one of its own. */
  private static final int FIRST_NETWORK = 11 << 16;

  private static final int MAX_NETWORKS = 1 << 20;
  private static final int NETWORKS_OF_A_POLICY = 512;
  private static final int BYTE = 8;
  private static final int BYTE_MASK = 0xff;

  abstract List<StatementText> statements(int tests, int number);

  /** A request that passes a test, or none if it is -1. */
  abstract RequestContext context(int tests, int passed, int number);

  /**
   * A policy that allows a request whose value passes some test. Every fourth context passes none.
   *
   * @param tests the number of tests
   * @param number makes the texts of the policy differ from those with another number
   */
  public HostileCase make(int tests, int number) {
    List<RequestContext> contexts =
        IntStream.range(0, HostilePolicies.CONTEXTS)
            .mapToObj(i -> context(tests, passed(i, tests), number))
            .toList();
    return HostilePolicies.assemble(
        new HostilePolicies.Parts(statements(tests, number), List.of(), contexts),
        GrantLayer.none());
  }

  /** The test that a context passes; -1 for none. */
  private static int passed(int context, int tests) {
    return context % 4 == 3 ? -1 : (context * 31 + 7) % tests;
  }

  /** Whether the context with an index is allowed. */
  public static boolean isAllowed(int context) {
    return passed(context, 1) >= 0;
  }

  private static List<StatementText> statementForEach(int tests, int keys, int number) {
    List<StatementText> statements = new ArrayList<>();
    for (int i = 0; i < tests; i++) {
      int test = i;
      statements.add(statement("StringEquals", tag(i % keys), 1, unused -> value(test, number)));
    }
    return statements;
  }

  private static StatementText statement(
      String operator, String key, int values, IntFunction<String> value) {
    return StatementText.allow()
        .principals(HostilePolicies.CALLER)
        .actions("kms:Decrypt")
        .resources("*")
        .when(operator, key, IntStream.range(0, values).mapToObj(value).toArray(String[]::new));
  }

  private static RequestContext tags(int keys, int passed, int number) {
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

  private static String address(int test, int number, int last) {
    int network =
        FIRST_NETWORK + (int) (((long) NETWORKS_OF_A_POLICY * number + test) % MAX_NETWORKS);
    return String.join(
        ".",
        Integer.toString(network >> (2 * BYTE)),
        Integer.toString((network >> BYTE) & BYTE_MASK),
        Integer.toString(network & BYTE_MASK),
        Integer.toString(last));
  }
}
