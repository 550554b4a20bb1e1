package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * A node of the decision graph {@link TestSteps}: an inner node with a test and two successors, or
 * a leaf with a decision.
 */
abstract sealed class TestStep {

  private final int number;

  private TestStep(int number) {
    this.number = number;
  }

  /** Its position in a topological order: successors have higher numbers. */
  int number() {
    return number;
  }

  /** A leaf: the decision of every path that ends here. */
  static final class End extends TestStep {

    private final Decision decision;

    End(int number, Decision decision) {
      super(number);
      this.decision = decision;
    }

    Decision decision() {
      return decision;
    }
  }

  /** An inner node. Its formula is a single test in most cases. */
  static non-sealed class Asked extends TestStep {

    private final Formula formula;
    private final TestStep yes;
    private final TestStep no;

    private Asked(int number, Formula formula, TestStep yes, TestStep no) {
      super(number);
      this.formula = formula;
      this.yes = yes;
      this.no = no;
    }

    static Asked of(int number, Formula formula, TestStep yes, TestStep no) {
      return formula instanceof CompiledCondition test && test.text() != null
          ? new Compared(number, test, test.text(), yes, no)
          : new Asked(number, formula, yes, no);
    }

    Formula formula() {
      return formula;
    }

    TestStep yes() {
      return yes;
    }

    TestStep no() {
      return no;
    }

    /** The successor in a context, or null if the test is indeterminate. */
    @Nullable TestStep next(ConditionContext context) {
      return after(formula.evaluate(context, MatchResult.INDETERMINATE));
    }

    /** The value that {@link #next(ContextValue, ConditionContext)} compares, if it reads one. */
    ContextValue value(ConditionContext context) {
      return ContextValue.unknown();
    }

    /**
     * The successor in a context, or null if the test is indeterminate.
     *
     * @param value what {@link #value} returned
     */
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      return next(context);
    }

    final @Nullable TestStep after(MatchResult result) {
      if (result == MatchResult.MATCH) {
        return yes;
      }
      return result == MatchResult.NO_MATCH ? no : null;
    }

    /**
     * Whether the test can hold and can fail for some value of its unknown key, and depends on no
     * other unknown.
     */
    boolean dividesWorlds(ConditionContext context) {
      return !(formula instanceof Formula.Atom test)
          || (test.isOpen() && context.get(test.key()) == ContextValue.unknown());
    }

    /**
     * As {@link #dividesWorlds(ConditionContext)}.
     *
     * @param value what {@link #value} returned
     */
    boolean dividesWorlds(ContextValue value, ConditionContext context) {
      return dividesWorlds(context);
    }
  }

  /**
   * A node that compares a single-valued key with one text by equality, the most common condition.
   * Its operands are fields of the node itself, which avoids memory accesses to other objects.
   */
  static final class Compared extends Asked {

    private final String key;
    private final String text;
    private final TestStep same;
    private final TestStep different;
    private final CompiledCondition test;

    private Compared(int number, CompiledCondition test, String text, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      boolean negated = test.test().operator().comparison().negated();
      this.key = test.key();
      this.text = text;
      this.same = negated ? no : yes;
      this.different = negated ? yes : no;
      this.test = test;
    }

    @Override
    @Nullable TestStep next(ConditionContext context) {
      return next(context.get(key), context);
    }

    @Override
    ContextValue value(ConditionContext context) {
      return context.get(key);
    }

    @Override
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      String one = value instanceof ContextValue.Present present ? present.single() : null;
      if (one != null) {
        return text.equals(one) ? same : different;
      }
      return after(test.evaluate(value, context, MatchResult.INDETERMINATE));
    }

    @Override
    boolean dividesWorlds(ContextValue value, ConditionContext context) {
      return test.isOpen() && value == ContextValue.unknown();
    }
  }
}
