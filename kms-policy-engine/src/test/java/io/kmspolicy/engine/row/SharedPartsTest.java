package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.AllLayers.Verdict;
import io.kmspolicy.engine.exact.StatementTests;
import io.kmspolicy.engine.row.DecisionRow.Masks;
import io.kmspolicy.engine.table.ActionSet;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.engine.table.Formula.Join;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Parts of the compiled form that exist once: equal ones are the same, and only those. */
class SharedPartsTest {

  private static void areAllDifferent(List<?> things) {
    for (int i = 0; i < things.size(); i++) {
      for (int j = 0; j < things.size(); j++) {
        assertThat(things.get(i).equals(things.get(j))).as("%s and %s", i, j).isEqualTo(i == j);
      }
      assertThat(things.get(i).equals("text")).isFalse();
    }
  }

  private static DecisionRow row(ActionSet deny, ActionSet allow, long tested) {
    Masks masks = new Masks(-1L);
    masks.add(new Verdict<>(deny, allow), tested);
    return new DecisionRow(masks);
  }

  @Test
  @DisplayName("Rows are equal if they decide every action alike")
  void row_equals_comparesEveryDecision() {
    List<DecisionRow> rows = new ArrayList<>();
    rows.add(row(ActionSet.NONE, ActionSet.NONE, 0));
    rows.add(row(ActionSet.NONE, ActionSet.ALL, 0));
    rows.add(row(ActionSet.ALL, ActionSet.ALL, 0));
    rows.add(row(ActionSet.PERHAPS, ActionSet.NONE, 0));
    rows.add(row(ActionSet.NONE, ActionSet.PERHAPS, -1L));
    rows.add(row(ActionSet.NONE, ActionSet.PERHAPS, 0));
    Residual never = residual(Constant.MATCH);
    rows.add(rows.get(4).with(3, never));
    rows.add(rows.get(4).with(2, never));
    rows.add(rows.get(4).with(3, residual(Constant.INDETERMINATE)));

    areAllDifferent(rows);
    assertThat(rows.get(6))
        .isEqualTo(row(ActionSet.NONE, ActionSet.PERHAPS, -1L).with(3, residual(Constant.MATCH)));
  }

  private static Residual residual(Formula deny) {
    Residual.Case only = new Residual.Case(deny, Constant.NO_MATCH, List.of(), List.of());
    return new Residual(List.of(only), new SharedRows(), KmsCatalogue.bundled());
  }

  @Test
  @DisplayName("Formulas are equal if they join the same parts by the same word")
  void join_equals_comparesPartsAndWord() {
    List<Formula> some = List.of(Constant.MATCH, Constant.INDETERMINATE);
    List<Formula> others = List.of(Constant.MATCH, Constant.NO_MATCH);
    areAllDifferent(List.of(new Join(true, some), new Join(false, some), new Join(true, others)));
    assertThat(new Join(true, some)).isEqualTo(new Join(true, List.copyOf(some)));
  }

  @Test
  @DisplayName("What remains of statements is equal if tests and formulas are the same")
  void residual_equals_comparesItsRows() {
    StatementTests one = new StatementTests(List.of(), List.of(), true);
    StatementTests other = new StatementTests(List.of(), List.of(), false);
    areAllDifferent(
        List.of(
            new Residual.Row(one, Constant.MATCH),
            new Residual.Row(one, Constant.NO_MATCH),
            new Residual.Row(other, Constant.MATCH)));
    assertThat(new Residual.Row(one, Constant.MATCH))
        .isEqualTo(new Residual.Row(one, Constant.MATCH));
    areAllDifferent(List.of(residual(Constant.MATCH), residual(Constant.NO_MATCH)));
    areAllDifferent(List.of(Glob.parse("a*"), Glob.parse("a"), Glob.parse("a?")));
    assertThat(Glob.parse("a*")).isEqualTo(Glob.parse("a*"));
  }
}
