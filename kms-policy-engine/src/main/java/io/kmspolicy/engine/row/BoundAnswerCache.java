package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the decisions of one {@link ResidualPolicy} that depend on the values of known keys
 * beside unknown ones, for example a policy variable compared with an unknown key. A client that
 * does not send a condition key does not send it in any request, so the same unknowns recur.
 *
 * <p>The cache key consists of the results of the certain tests and of the values of the condition
 * keys that the indeterminate tests read. Contexts with the same cache key have the same exact
 * decision: a certain test keeps its result for every value of the unknown keys (rules 6.2, 6.13).
 *
 * <p>Holds up to {@value #MAX_ANSWERS} entries and evicts the oldest. Thread-safe: writers replace
 * the array of entries as a whole (copy-on-write).
 */
final class BoundAnswerCache {

  private static final int MAX_ANSWERS = 16;
  private static final Answer[] NONE = {};

  /** An answer with its place and its lists. */
  private static final int BYTES = 24 + 4 + 3 * 24 + 3 * 16;

  /** The places of a key and its value, and a value with a text of usual length. */
  private static final int BYTES_OF_A_KEY = 2 * 4 + 24 + 24 + 64;

  private final Formula.Atom[] tests;
  private final BuiltBytes bytes;
  private volatile Answer[] answers = NONE;

  /**
   * A cache entry.
   *
   * @param results the results of the tests
   * @param keys the condition keys that the indeterminate tests read
   * @param values their values
   */
  private record Answer(
      List<MatchResult> results, List<String> keys, List<ContextValue> values, Decision decision) {

    int bytes() {
      return BYTES + 4 * results.size() + BYTES_OF_A_KEY * keys.size();
    }

    boolean holds(List<MatchResult> others, ConditionContext context) {
      if (!results.equals(others)) {
        return false;
      }
      for (int i = 0; i < keys.size(); i++) {
        if (!values.get(i).equals(context.get(keys.get(i)))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * A cache for decisions on these cases.
   *
   * @param bytes gets the size of the answers
   */
  BoundAnswerCache(List<? extends OpenCase> cases, BuiltBytes bytes) {
    this.bytes = bytes;
    Set<Formula.Atom> found = new LinkedHashSet<>();
    cases.forEach(one -> one.addTests(found));
    this.tests = found.toArray(new Formula.Atom[0]);
  }

  /**
   * The cached decision for an equivalent context, or else a computed one.
   *
   * @param compute computes the decision
   */
  Decision decide(ConditionContext context, Function<ConditionContext, Decision> compute) {
    List<MatchResult> results = new ArrayList<>(tests.length);
    boolean isCached = true;
    for (Formula.Atom test : tests) {
      MatchResult result = test.evaluate(context, MatchResult.INDETERMINATE);
      results.add(result);
      isCached &= result != MatchResult.INDETERMINATE || test.readsOnlyItsKeys();
    }
    if (!isCached) {
      return compute.apply(context);
    }
    ConditionContext plain = CountedContext.withoutCounter(context);
    Decision found = find(results, plain);
    return found != null ? found : add(results, plain, compute.apply(context));
  }

  private @Nullable Decision find(List<MatchResult> results, ConditionContext context) {
    for (Answer answer : answers) {
      if (answer.holds(results, context)) {
        return answer.decision();
      }
    }
    return null;
  }

  private synchronized Decision add(
      List<MatchResult> results, ConditionContext context, Decision decision) {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < tests.length; i++) {
      if (results.get(i) == MatchResult.INDETERMINATE) {
        keys.addAll(tests[i].keys());
      }
    }
    List<ContextValue> values = new ArrayList<>();
    keys.forEach(key -> values.add(context.get(key)));
    Answer answer = new Answer(results, List.copyOf(keys), List.copyOf(values), decision);
    Answer[] held = answers;
    int kept = Math.min(held.length, MAX_ANSWERS - 1);
    Answer[] grown = Arrays.copyOf(held, kept + 1);
    System.arraycopy(held, 0, grown, 1, kept); // newest first; drops the oldest
    grown[0] = answer;
    bytes.add(answer.bytes() - (kept < held.length ? (long) held[kept].bytes() : 0));
    answers = grown;
    return decision;
  }
}
