package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * The algebra of formulas, with a named fact in place of each indeterminate constant. Numbers the
 * constants of one decision in the order of their creation. Not thread-safe.
 */
final class FactLogic implements Logic<Formula> {

  private final OpenFacts facts;
  private int rules;

  FactLogic(OpenFacts facts) {
    this.facts = facts;
  }

  /** The constant of a rule that comes before all rules of a decision. */
  static Formula of(MatchResult result, OpenFacts facts) {
    return result == MatchResult.INDETERMINATE ? facts.rule(0) : Formula.Constant.of(result);
  }

  @Override
  public Formula constant(MatchResult result) {
    if (result != MatchResult.INDETERMINATE) {
      return Formula.Constant.of(result);
    }
    rules++;
    return facts.rule(rules);
  }

  @Override
  public Formula and(Formula left, Formula right) {
    return FormulaAlgebra.INSTANCE.and(left, right);
  }

  @Override
  public Formula or(Formula left, Formula right) {
    return FormulaAlgebra.INSTANCE.or(left, right);
  }

  @Override
  public Formula or(List<Formula> operands) {
    return FormulaAlgebra.INSTANCE.or(operands);
  }
}
