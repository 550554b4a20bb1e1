package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.RowAlgebra;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/** Derivations: one row at a time. */
public record DerivationAlgebra() implements RowAlgebra {

  @Override
  public <R> List<Verdict<MatchResult>> evaluate(List<R> rows, Expression<R> expression) {
    List<Verdict<MatchResult>> results = new ArrayList<>(rows.size());
    for (R row : rows) {
      Derivations logic = new Derivations();
      Verdict<Derivation> verdict = expression.in(logic, value -> logic.constant(value.apply(row)));
      results.add(new Verdict<>(verdict.deny().result(), verdict.allow().result()));
    }
    return results;
  }
}
