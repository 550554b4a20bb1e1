package io.kmspolicy.engine.row;

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
 * Remembers for a {@link ResidualPolicy} what the possible worlds gave where the answer was open,
 * because clients that lack a key lack it in every request.
 *
 * <p>Two contexts have the same possible worlds if the tests that are certain come out alike, and
 * the keys that the open tests read are unknown alike or hold the same values: a test that is
 * certain stays so whatever the unknown turns out to be (rules 6.2, 6.13).
 *
 * <p>Thread-safe: the remembered answers are replaced whole.
 */
final class ExactAnswerCache {

  private static final int MAX_TESTS = 64;
  private static final int MAX_ANSWERS = 16;
  private static final Answer[] NONE = {};

  private final Formula.Test[] tests;
  private volatile Answer[] answers = NONE;

  /** An answer and when it holds. */
  private static final class Answer {

    private final long yes;
    private final long no;
    private final String[] keys;
    private final ContextValue[] values;
    private final Decision decision;

    /**
     * An answer.
     *
     * @param yes the tests that certainly hold, a bit a test
     * @param no the tests that certainly do not
     * @param keys the keys that the other tests read, each with what the context says of it
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

  private ExactAnswerCache(Formula.Test[] tests) {
    this.tests = tests;
  }

  /** Remembers nothing yet. */
  static ExactAnswerCache of(List<ResidualPolicy.Case> cases) {
    Set<Formula.Test> tests = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula.Test> inOrder = new ArrayList<>();
    for (ResidualPolicy.Case one : cases) {
      one.rows().forEach(row -> add(row.formula(), tests, inOrder)); // all statements
      one.grants().forEach(grant -> add(grant, tests, inOrder));
    }
    return new ExactAnswerCache(inOrder.toArray(new Formula.Test[0]));
  }

  private static void add(Formula formula, Set<Formula.Test> seen, List<Formula.Test> tests) {
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> add(part, seen, tests));
    } else if (formula instanceof Formula.Test test && seen.add(test)) {
      tests.add(test);
    }
  }

  /** What was remembered for such a context, or else what the possible worlds give. */
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
    Decision found = find(yes, no, context);
    return found != null ? found : remember(yes, no, context, worlds.outcomes(cases).decision());
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
    System.arraycopy(held, 0, grown, 1, kept); // the newest first, the oldest forgotten
    grown[0] = answer;
    answers = grown;
    return decision;
  }
}
