package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import org.jspecify.annotations.Nullable;

/** One of the {@link TestSteps}: a test and what comes next, or the decision at the end. */
abstract sealed class TestStep {

  private final int number;

  private TestStep(int number) {
    this.number = number;
  }

  /** Its number; the next ones have higher numbers. */
  int number() {
    return number;
  }

  /** The end of all steps that lead to a decision. */
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

  /** A step that evaluates a formula, mostly one test. */
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

    /** What comes next in a context, or null if the test is open. */
    @Nullable TestStep next(ConditionContext context) {
      return after(formula.evaluate(context, MatchResult.INDETERMINATE));
    }

    final @Nullable TestStep after(MatchResult result) {
      if (result == MatchResult.MATCH) {
        return yes;
      }
      return result == MatchResult.NO_MATCH ? no : null;
    }

    /** Whether the test can turn out either way in a context, and that depends on its key alone. */
    boolean dividesWorlds(ConditionContext context) {
      return !(formula instanceof Formula.Test test)
          || (test.isOpen() && context.get(test.key()) == ContextValue.unknown());
    }
  }

  /**
   * A step that compares the one value of a key with the one text of a policy, which is what most
   * conditions do. All it needs stands in the step itself, side by side in memory.
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
      ContextValue value = context.get(key);
      String one = value instanceof ContextValue.Present present ? present.single() : null;
      if (one != null) {
        return text.equals(one) ? same : different;
      }
      return after(test.evaluate(value, context, MatchResult.INDETERMINATE));
    }
  }
}
