package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the results of {@link ExactAnalysis} for one {@link ResidualPolicy}. A client that
 * does not send a condition key does not send it in any request, so the same unknowns recur.
 *
 * <p>The cache key consists of the results of the certain tests and of the values of the condition
 * keys that the indeterminate tests read. Contexts with the same cache key have the same exact
 * decision: a certain test keeps its result for every value of the unknown keys (rules 6.2, 6.13).
 *
 * <p>Holds up to {@value #MAX_ANSWERS} entries and evicts the oldest. Thread-safe: writers replace
 * the array of entries as a whole (copy-on-write).
 */
final class ExactAnswerCache {

  private static final int MAX_TESTS = 64;
  private static final int MAX_ANSWERS = 16;
  private static final Answer[] NONE = {};

  private final Formula.Atom[] tests;
  private volatile Answer[] answers = NONE;

  /** A cache entry. */
  private static final class Answer {

    private final long yes;
    private final long no;
    private final String[] keys;
    private final ContextValue[] values;
    private final Decision decision;

    /**
     * An entry.
     *
     * @param yes the tests that hold for certain, one bit per test
     * @param no the tests that fail for certain, one bit per test
     * @param keys the condition keys that the other tests read; the entry stores their values in
     *     the context
     */
    Answer(long yes, long no, List<String> keys, ConditionContext context, Decision decision) {
      this.yes = yes;
      this.no = no;
      this.keys = keys.toArray(new String[0]);
      this.values = keys.stream().map(context::get).toArray(ContextValue[]::new);
      this.decision = decision;
    }

    boolean holds(long otherYes, long otherNo, ConditionContext context) {
      if (yes != otherYes || no != otherNo) {
        return false;
      }
      for (int i = 0; i < keys.length; i++) {
        if (!values[i].equals(context.get(keys[i]))) {
          return false;
        }
      }
      return true;
    }
  }

  private ExactAnswerCache(Formula.Atom[] tests) {
    this.tests = tests;
  }

  /** An empty cache for the tests of some cases. */
  static ExactAnswerCache of(List<ResidualPolicy.Case> cases) {
    Set<Formula.Atom> tests = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula.Atom> inOrder = new ArrayList<>();
    for (ResidualPolicy.Case one : cases) {
      one.rows().forEach(row -> add(row.formula(), tests, inOrder)); // all statements
      one.grants().forEach(group -> add(group, tests, inOrder));
    }
    return new ExactAnswerCache(inOrder.toArray(new Formula.Atom[0]));
  }

  private static void add(Formula formula, Set<Formula.Atom> seen, List<Formula.Atom> tests) {
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> add(part, seen, tests));
    } else if (formula instanceof Formula.Atom test && seen.add(test)) {
      tests.add(test);
    }
  }

  /** The cached decision for an equivalent context, or else the decision of the exact analysis. */
  Decision decide(ConditionContext context, ExactAnalysis worlds, List<ResidualPolicy.Case> cases) {
    if (tests.length > MAX_TESTS) {
      return worlds.outcomes(cases).decision();
    }
    long yes = 0;
    long no = 0;
    boolean remembered = true;
    for (int i = 0; i < tests.length; i++) {
      MatchResult result = tests[i].evaluate(context, MatchResult.INDETERMINATE);
      yes |= result == MatchResult.MATCH ? 1L << i : 0;
      no |= result == MatchResult.NO_MATCH ? 1L << i : 0;
      remembered &= result != MatchResult.INDETERMINATE || tests[i].readsOnlyItsKeys();
    }
    if (!remembered) {
      return worlds.outcomes(cases).decision();
    }
    ConditionContext plain = CountedContext.withoutCounter(context);
    Decision found = find(yes, no, plain);
    return found != null ? found : remember(yes, no, plain, worlds.outcomes(cases).decision());
  }

  private @Nullable Decision find(long yes, long no, ConditionContext context) {
    for (Answer answer : answers) {
      if (answer.holds(yes, no, context)) {
        return answer.decision;
      }
    }
    return null;
  }

  private synchronized Decision remember(
      long yes, long no, ConditionContext context, Decision decision) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < tests.length; i++) {
      if (((yes | no) >> i & 1) == 0) {
        keys.addAll(tests[i].keys());
      }
    }
    Answer answer = new Answer(yes, no, keys, context, decision);
    Answer[] held = answers;
    int kept = Math.min(held.length, MAX_ANSWERS - 1);
    Answer[] grown = Arrays.copyOf(held, kept + 1);
    System.arraycopy(held, 0, grown, 1, kept); // newest first; drops the oldest
    grown[0] = answer;
    answers = grown;
    return decision;
  }
}
