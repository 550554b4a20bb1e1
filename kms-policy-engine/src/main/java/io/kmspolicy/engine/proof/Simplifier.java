package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the keys that a caller determines into formulas: their tests become constants. */
final class Simplifier {

  private static final StepBudget BUDGET = new StepBudget(StepBudget.OF_AN_EVALUATION);

  private final ConditionContext known;
  private final ConditionContext counted;

  Simplifier(ConditionContext known) {
    this.known = known;
    this.counted = new CountedContext(known, BUDGET.start());
  }

  /** The case with simpler formulas; its statements and grants are those of the original. */
  OpenCase simplify(OpenCase original) {
    return new Simplified(of(original.deny()), of(original.allow()), original);
  }

  private Formula of(Formula formula) {
    if (formula instanceof Formula.Join join) {
      List<Formula> parts = new ArrayList<>();
      join.parts().forEach(part -> parts.add(of(part)));
      FormulaAlgebra logic = FormulaAlgebra.INSTANCE;
      if (!join.all()) {
        return logic.or(parts);
      }
      Formula all = Formula.Constant.MATCH;
      for (Formula part : parts) {
        all = logic.and(all, part);
      }
      return all;
    }
    return formula instanceof Formula.Atom test && isKnown(test) ? settled(test) : formula;
  }

  /** The result of a test; the test itself if it has no certain one, or takes too many steps. */
  private Formula settled(Formula.Atom test) {
    try {
      MatchResult as = test.evaluate(counted, MatchResult.NO_MATCH);
      MatchResult asNull = test.evaluate(counted, MatchResult.MATCH);
      boolean isSettled = as == asNull && as != MatchResult.INDETERMINATE;
      return isSettled ? Formula.Constant.of(as) : test;
    } catch (StepsExhausted tooMany) {
      return test;
    }
  }

  private boolean isKnown(Formula.Atom test) {
    return !test.keys().isEmpty()
        && test.readsOnlyItsKeys()
        && test.keys().stream().noneMatch(key -> known.get(key) instanceof ContextValue.Unknown);
  }

  /** Adds the values of the keys that a formula reads and that are not unknown. */
  void addKnown(Formula formula, Map<String, ContextValue> values) {
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> addKnown(part, values));
    } else if (formula instanceof Formula.Atom test) {
      for (String key : test.keys()) {
        ContextValue value = known.get(key);
        if (!(value instanceof ContextValue.Unknown)) {
          values.put(key, value);
        }
      }
    }
  }

  /** One of some keys that a formula reads; empty if it reads none. */
  static Optional<String> read(Formula formula, Set<String> keys) {
    if (formula instanceof Formula.Join join) {
      return join.parts().stream().flatMap(part -> read(part, keys).stream()).findFirst();
    }
    return formula instanceof Formula.Atom test
        ? test.keys().stream().filter(keys::contains).findFirst()
        : Optional.empty();
  }

  private record Simplified(Formula deny, Formula allow, OpenCase original) implements OpenCase {

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(deny.evaluate(context, emptyIsNull), allow.evaluate(context, emptyIsNull));
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      original.addTests(tests);
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      original.collect(context, keys);
    }
  }

  /** A decision that allows nothing. */
  record Never() implements OpenCase {

    @Override
    public Formula deny() {
      return Formula.Constant.NO_MATCH;
    }

    @Override
    public Formula allow() {
      return Formula.Constant.NO_MATCH;
    }

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(MatchResult.NO_MATCH, MatchResult.NO_MATCH);
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      // It has none.
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      // It has no statements.
    }
  }
}
