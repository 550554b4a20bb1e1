package io.kmspolicy.engine.table;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is left of a decision when everything but the context is settled: tests joined by and and
 * or. Formulas are immutable; the tests of a statement are shared by all formulas made of it.
 */
public sealed interface Formula {

  /**
   * Evaluates the formula. Allocates nothing unless a test does.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   */
  MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull);

  /** How dear the formula is to evaluate, for putting the cheapest first. */
  int cost();

  /** A settled result. */
  record Constant(MatchResult result) implements Formula {

    public static final Constant MATCH = new Constant(MatchResult.MATCH);
    public static final Constant INDETERMINATE = new Constant(MatchResult.INDETERMINATE);
    public static final Constant NO_MATCH = new Constant(MatchResult.NO_MATCH);

    public static Constant of(MatchResult result) {
      return switch (result) {
        case MATCH -> MATCH;
        case INDETERMINATE -> INDETERMINATE;
        case NO_MATCH -> NO_MATCH;
      };
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return result;
    }

    @Override
    public int cost() {
      return 0;
    }

    @Override
    public String toString() {
      return result.toString();
    }
  }

  /** Several parts, of which all must hold, or one. */
  final class Join implements Formula {

    private final Formula[] parts;
    private final boolean all;
    private final MatchResult decisive;
    private final MatchResult neutral;
    private final int cost;
    private final int hash;

    public Join(boolean all, List<Formula> parts) {
      this.parts = parts.toArray(new Formula[0]);
      this.all = all;
      this.decisive = all ? MatchResult.NO_MATCH : MatchResult.MATCH;
      this.neutral = decisive.not();
      this.cost = parts.stream().mapToInt(Formula::cost).sum();
      this.hash = 31 * parts.hashCode() + Boolean.hashCode(all);
    }

    /** Whether all parts must hold, not one. */
    public boolean all() {
      return all;
    }

    public List<Formula> parts() {
      return List.of(parts);
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      boolean settled = true;
      for (Formula part : parts) {
        // Nearly all parts are condition tests; a call that is known to be of one kind is cheaper.
        MatchResult result =
            part instanceof CompiledCondition test
                ? test.evaluate(context, emptyIsNull)
                : part.evaluate(context, emptyIsNull);
        if (result == decisive) {
          return decisive;
        }
        settled &= result == neutral;
      }
      return settled ? neutral : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return cost;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Join that
          && hash == that.hash
          && all == that.all
          && Arrays.equals(parts, that.parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      String word = all ? "all(" : "any(";
      return parts().stream().map(Formula::toString).collect(Collectors.joining(", ", word, ")"));
    }
  }

  /** A test of the context. */
  abstract non-sealed class Test implements Formula {

    /** The condition keys that the test reads, by their {@link ConditionContext#name}. */
    public abstract List<String> keys();

    /** The first of the {@link #keys}. */
    public String key() {
      return keys().get(0);
    }

    /** Whether the test reads nothing else, such as all names under a prefix. */
    public boolean readsOnlyItsKeys() {
      return true;
    }

    /**
     * Whether the test, for every key it reads being unknown, can turn out either way; false where
     * that is not plain to see.
     */
    public abstract boolean isOpen();
  }
}
