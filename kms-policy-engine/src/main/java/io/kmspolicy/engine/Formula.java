package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;
import java.util.List;

/**
 * What is left of a decision when everything but the context is settled: tests joined by and and
 * or. Formulas are immutable; the tests of a statement are shared by all formulas made of it.
 */
sealed interface Formula {

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

    static final Constant MATCH = new Constant(MatchResult.MATCH);
    static final Constant INDETERMINATE = new Constant(MatchResult.INDETERMINATE);
    static final Constant NO_MATCH = new Constant(MatchResult.NO_MATCH);

    static Constant of(MatchResult result) {
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

  /** All parts hold. */
  final class AllOf implements Formula {

    private final Formula[] parts;
    private final int cost;

    AllOf(List<Formula> parts) {
      this.parts = parts.toArray(new Formula[0]);
      this.cost = FormulaLogic.cost(parts);
    }

    List<Formula> parts() {
      return List.of(parts);
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      boolean certain = true;
      for (Formula part : parts) {
        MatchResult result = part.evaluate(context, emptyIsNull);
        if (result == MatchResult.NO_MATCH) {
          return MatchResult.NO_MATCH;
        }
        certain &= result == MatchResult.MATCH;
      }
      return certain ? MatchResult.MATCH : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return cost;
    }

    @Override
    public String toString() {
      return FormulaLogic.print("all", parts());
    }
  }

  /** One of the parts holds. */
  final class AnyOf implements Formula {

    private final Formula[] parts;
    private final int cost;

    AnyOf(List<Formula> parts) {
      this.parts = parts.toArray(new Formula[0]);
      this.cost = FormulaLogic.cost(parts);
    }

    List<Formula> parts() {
      return List.of(parts);
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      boolean impossible = true;
      for (Formula part : parts) {
        MatchResult result = part.evaluate(context, emptyIsNull);
        if (result == MatchResult.MATCH) {
          return MatchResult.MATCH;
        }
        impossible &= result == MatchResult.NO_MATCH;
      }
      return impossible ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return cost;
    }

    @Override
    public String toString() {
      return FormulaLogic.print("any", parts());
    }
  }

  /** A test of the context. */
  abstract non-sealed class Test implements Formula {

    /** The condition keys that the test reads, in lower case. */
    abstract List<String> keys();

    /**
     * Whether the test, for every key it reads being unknown, can turn out either way; false where
     * that is not plain to see.
     */
    abstract boolean isOpen();

    /** Whether the result for an unknown key depends on the values of other keys. */
    boolean hasVariables() {
      return keys().size() > 1;
    }
  }
}
