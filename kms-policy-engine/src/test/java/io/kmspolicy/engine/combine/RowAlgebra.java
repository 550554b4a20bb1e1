package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.report.DerivationAlgebra;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Evaluates one expression for many rows of a table in one algebra. An algebra that holds several
 * results at once evaluates several rows at once: 64 in bit sets, all of them in formulas, which
 * keep the rows' values as variables.
 */
public interface RowAlgebra {

  /** An expression over values of a row. */
  interface Expression<R> {
    <T> Verdict<T> in(Logic<T> logic, Variables<R, T> variables);
  }

  /** Makes the values of rows into partial results. */
  interface Variables<R, T> {
    T of(Function<R, MatchResult> value);
  }

  /** The results, in the order of the rows. */
  <R> List<Verdict<MatchResult>> evaluate(List<R> rows, Expression<R> expression);

  /** All algebras of the engine. A new one belongs here. */
  static List<RowAlgebra> all() {
    return List.of(new ThreeValued(), new BitSets(), new Formulas(), new DerivationAlgebra());
  }

  /** Kleene's logic: one row at a time. */
  record ThreeValued() implements RowAlgebra {
    @Override
    public <R> List<Verdict<MatchResult>> evaluate(List<R> rows, Expression<R> expression) {
      List<Verdict<MatchResult>> results = new ArrayList<>(rows.size());
      for (R row : rows) {
        results.add(expression.in(Logic.KNOWN, value -> value.apply(row)));
      }
      return results;
    }
  }

  /** Bit sets: one row for each bit. */
  record BitSets() implements RowAlgebra {
    @Override
    public <R> List<Verdict<MatchResult>> evaluate(List<R> rows, Expression<R> expression) {
      List<Verdict<MatchResult>> results = new ArrayList<>(rows.size());
      for (int start = 0; start < rows.size(); start += Long.SIZE) {
        List<R> block = rows.subList(start, Math.min(rows.size(), start + Long.SIZE));
        Verdict<ActionBits> verdict = expression.in(ActionBits.LOGIC, value -> pack(block, value));
        for (int bit = 0; bit < block.size(); bit++) {
          results.add(new Verdict<>(verdict.deny().get(bit), verdict.allow().get(bit)));
        }
      }
      return results;
    }

    private static <R> ActionBits pack(List<R> block, Function<R, MatchResult> value) {
      long certain = 0;
      long possible = 0;
      for (int bit = 0; bit < block.size(); bit++) {
        MatchResult result = value.apply(block.get(bit));
        certain |= result.isMatch() ? 1L << bit : 0;
        possible |= result.isNoMatch() ? 0 : 1L << bit;
      }
      return new ActionBits(certain, possible);
    }
  }

  /** Formulas: one formula for all rows, with a variable for each value. */
  record Formulas() implements RowAlgebra {

    private static final ConditionContext NOTHING = RequestContext.builder().build();

    /** A variable of the formula. */
    private static final class Variable<R> extends Formula.Atom {

      private final Function<R, MatchResult> value;
      private final List<R> current;

      Variable(Function<R, MatchResult> value, List<R> current) {
        this.value = value;
        this.current = current;
      }

      @Override
      public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
        return value.apply(current.get(0));
      }

      @Override
      public int cost() {
        return 1;
      }

      @Override
      public List<String> keys() {
        return List.of();
      }

      @Override
      public boolean isOpen() {
        return true;
      }
    }

    @Override
    public <R> List<Verdict<MatchResult>> evaluate(List<R> rows, Expression<R> expression) {
      List<R> current = new ArrayList<>(rows.subList(0, 1));
      Verdict<Formula> verdict =
          expression.in(FormulaAlgebra.INSTANCE, value -> new Variable<>(value, current));
      List<Verdict<MatchResult>> results = new ArrayList<>(rows.size());
      for (R row : rows) {
        current.set(0, row);
        results.add(new Verdict<>(evaluate(verdict.deny()), evaluate(verdict.allow())));
      }
      return results;
    }

    private static MatchResult evaluate(Formula formula) {
      return formula.evaluate(NOTHING, MatchResult.INDETERMINATE);
    }
  }
}
