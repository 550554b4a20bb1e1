package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.ContextValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Tells in which contexts the plain three-valued result of formulas is exact: where every test that
 * is open there stands in them once, can turn out either way, and reads a key of its own. Then each
 * combination of outcomes is some way of filling in the unknown, and no analysis of possible worlds
 * can say more (rule 6.13).
 *
 * <p>Immutable; allocates nothing when asked.
 */
final class IndependentTests {

  /** With more tests, the plain result is never taken for exact. */
  private static final int MOST_TESTS = Long.SIZE;

  private final Formula.Test[] tests;

  /** For each test the others that read a key of it, a bit each; all if it never is independent. */
  private final long[] related;

  private IndependentTests(Formula.Test[] tests, long[] related) {
    this.tests = tests;
    this.related = related;
  }

  static IndependentTests of(Formula one, Formula two) {
    List<Formula.Test> found = new ArrayList<>();
    Set<Formula.Test> repeated = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(one, found, repeated);
    collect(two, found, repeated);
    Formula.Test[] tests = found.toArray(new Formula.Test[0]);
    long[] related = new long[tests.length];
    for (int i = 0; i < tests.length && tests.length <= MOST_TESTS; i++) {
      boolean splits = tests[i].isOpen() && !repeated.contains(tests[i]);
      related[i] = splits ? sharing(tests, i) : -1L;
    }
    return new IndependentTests(tests, related);
  }

  private static void collect(
      Formula formula, List<Formula.Test> tests, Set<Formula.Test> repeated) {
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> collect(part, tests, repeated));
    } else if (formula instanceof Formula.Test test) {
      if (tests.contains(test)) {
        repeated.add(test);
      } else {
        tests.add(test);
      }
    }
  }

  private static long sharing(Formula.Test[] tests, int one) {
    Set<String> keys = new HashSet<>(tests[one].keys());
    long sharing = 0;
    for (int other = 0; other < tests.length; other++) {
      boolean shares = other != one && tests[other].keys().stream().anyMatch(keys::contains);
      sharing |= shares ? 1L << other : 0;
    }
    return sharing;
  }

  /** Whether the open tests of a context are independent of each other. */
  boolean in(ConditionContext context) {
    if (tests.length > MOST_TESTS) {
      return false;
    }
    long open = 0;
    for (int i = 0; i < tests.length; i++) {
      if (tests[i].evaluate(context, MatchResult.INDETERMINATE) == MatchResult.INDETERMINATE) {
        open |= 1L << i;
        if ((related[i] & open) != 0 || context.get(tests[i].key()) != ContextValue.unknown()) {
          return false;
        }
      }
    }
    return true;
  }
}
