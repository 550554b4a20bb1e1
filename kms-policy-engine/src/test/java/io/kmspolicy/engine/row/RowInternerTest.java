package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.row.DecisionRow.Masks;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.engine.table.Formula.Join;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Interned parts of the compiled form: equal parts, and only these, are the same object. */
class RowInternerTest {

  private static final PolicyCompiler COMPILER =
      new PolicyCompiler(
          KmsCatalogue.bundled(),
          new ActionIndex(KmsCatalogue.bundled()),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_A_CHECK));

  private static void areAllDifferent(List<?> things) {
    for (int i = 0; i < things.size(); i++) {
      for (int j = 0; j < things.size(); j++) {
        assertThat(things.get(i).equals(things.get(j))).as("%s and %s", i, j).isEqualTo(i == j);
      }
      assertThat(things.get(i).equals("text")).isFalse();
    }
  }

  private static DecisionRow row(ActionBits deny, ActionBits allow, long tested) {
    Masks masks = new Masks(-1L);
    masks.add(deny, allow, tested);
    return new DecisionRow(masks);
  }

  @Test
  @DisplayName("Rows are equal if they decide every action alike")
  void row_equals_comparesEveryDecision() {
    List<DecisionRow> rows = new ArrayList<>();
    rows.add(row(ActionBits.NONE, ActionBits.NONE, 0));
    rows.add(row(ActionBits.NONE, ActionBits.ALL, 0));
    rows.add(row(ActionBits.ALL, ActionBits.ALL, 0));
    rows.add(row(ActionBits.PERHAPS, ActionBits.NONE, 0));
    rows.add(row(ActionBits.NONE, ActionBits.PERHAPS, -1L));
    rows.add(row(ActionBits.NONE, ActionBits.PERHAPS, 0));
    ResidualPolicy never = residual(Constant.MATCH);
    rows.add(rows.get(4).with(3, never));
    rows.add(rows.get(4).with(2, never));
    rows.add(rows.get(4).with(3, residual(Constant.INDETERMINATE)));

    areAllDifferent(rows);
    assertThat(rows.get(6))
        .isEqualTo(row(ActionBits.NONE, ActionBits.PERHAPS, -1L).with(3, residual(Constant.MATCH)));
  }

  private static ResidualPolicy residual(Formula deny) {
    ResidualPolicy.Case only =
        new ResidualPolicy.Case(deny, Constant.NO_MATCH, List.of(), List.of());
    return new ResidualPolicy(
        List.of(only), COMPILER.budget(), new OpenDecisions.Factory(COMPILER.catalogue()), null);
  }

  @Test
  @DisplayName("Formulas are equal if they have the same operator and the same parts")
  void join_equals_comparesPartsAndWord() {
    List<Formula> some = List.of(Constant.MATCH, Constant.INDETERMINATE);
    List<Formula> others = List.of(Constant.MATCH, Constant.NO_MATCH);
    areAllDifferent(List.of(new Join(true, some), new Join(false, some), new Join(true, others)));
    assertThat(new Join(true, some)).isEqualTo(new Join(true, List.copyOf(some)));
  }

  @Test
  @DisplayName("Residual policies are equal if their tests and formulas are the same")
  void residual_equals_comparesItsRows() {
    ContextDependencies one = new ContextDependencies(List.of(), List.of(), List.of(), true);
    ContextDependencies other = new ContextDependencies(List.of(), List.of(), List.of(), false);
    areAllDifferent(
        List.of(
            new ResidualPolicy.Row(one, Constant.MATCH),
            new ResidualPolicy.Row(one, Constant.NO_MATCH),
            new ResidualPolicy.Row(other, Constant.MATCH)));
    assertThat(new ResidualPolicy.Row(one, Constant.MATCH))
        .isEqualTo(new ResidualPolicy.Row(one, Constant.MATCH));
    areAllDifferent(List.of(residual(Constant.MATCH), residual(Constant.NO_MATCH)));
    areAllDifferent(List.of(Glob.parse("a*"), Glob.parse("a"), Glob.parse("a?")));
    assertThat(Glob.parse("a*")).isEqualTo(Glob.parse("a*"));
  }
}
