package io.kmspolicy.engine.cover;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.budget.WorkMeter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Covers of random functions beside their truth tables. */
@Label("irredundant covers")
@AddLifecycleHook(Seeds.class)
class PrimeCoverPropertyTest {

  private static final int VARIABLES = 5;
  private static final int ROWS = 1 << VARIABLES;

  private static int function(BooleanDiagram diagram, BitSet rows) {
    int function = BooleanDiagram.FALSE;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      int term = BooleanDiagram.TRUE;
      for (int variable = 0; variable < VARIABLES; variable++) {
        int literal = diagram.variable(variable);
        term = diagram.and(term, (row >> variable & 1) == 1 ? literal : diagram.not(literal));
      }
      function = diagram.or(function, term);
    }
    return function;
  }

  private static BitSet rows(PrimeCover.Term term) {
    BitSet rows = new BitSet();
    for (int row = 0; row < ROWS; row++) {
      boolean holds = true;
      for (Map.Entry<Integer, Boolean> literal : term.literals().entrySet()) {
        holds &= (row >> literal.getKey() & 1) == 1 == literal.getValue();
      }
      rows.set(row, holds);
    }
    return rows;
  }

  private static PrimeCover.Term without(PrimeCover.Term term, int variable) {
    Map<Integer, Boolean> fewer = new HashMap<>(term.literals());
    fewer.remove(variable);
    return new PrimeCover.Term(fewer);
  }

  private static BitSet union(List<PrimeCover.Term> terms) {
    BitSet rows = new BitSet();
    terms.forEach(term -> rows.or(rows(term)));
    return rows;
  }

  private static boolean includes(BitSet wide, BitSet narrow) {
    BitSet rest = (BitSet) narrow.clone();
    rest.andNot(wide);
    return rest.isEmpty();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 1_000)
  @Label("A cover lies between its bounds, and no term and no literal of it can be left out")
  void between_anyFunctions_isAnIrredundantCover(@ForAll Random random) {
    BitSet lower = new BitSet();
    BitSet upper = new BitSet();
    int density = 1 + random.nextInt(9);
    for (int row = 0; row < ROWS; row++) {
      lower.set(row, random.nextInt(10) < density);
      upper.set(row, lower.get(row) || random.nextInt(4) == 0);
    }
    BooleanDiagram diagram = new BooleanDiagram(WorkMeter.of(1_000_000));
    List<PrimeCover.Term> terms =
        new PrimeCover(diagram).between(function(diagram, lower), function(diagram, upper));

    assertThat(includes(union(terms), lower)).isTrue();
    assertThat(includes(upper, union(terms))).isTrue();
    for (PrimeCover.Term term : terms) {
      List<PrimeCover.Term> others = new ArrayList<>(terms);
      others.remove(term);
      assertThat(includes(union(others), lower)).isFalse();
      for (int variable : term.literals().keySet()) {
        assertThat(includes(upper, rows(without(term, variable)))).isFalse();
      }
    }
  }

  /** Whether an odd number of variables holds: no term has fewer literals than there are. */
  private static int parity(BooleanDiagram diagram, int variables) {
    int parity = BooleanDiagram.FALSE;
    for (int i = 0; i < variables; i++) {
      int variable = diagram.variable(i);
      parity =
          diagram.or(
              diagram.and(parity, diagram.not(variable)),
              diagram.and(diagram.not(parity), variable));
    }
    return parity;
  }

  @Example
  @Label("A cover has up to 64 terms; there is none with more")
  void between_manyTerms_isLimited() {
    BooleanDiagram diagram = new BooleanDiagram(WorkMeter.of(1_000_000));
    PrimeCover cover = new PrimeCover(diagram);
    int seven = parity(diagram, 7);
    int more = diagram.or(seven, diagram.variable(7));

    assertThat(cover.between(seven, seven)).hasSize(PrimeCover.MAX_TERMS);
    assertThat(cover.between(more, more)).isNull();
  }

  @Example
  @Label("6.17: each conjunction and each negation of two nodes that is new is a step")
  void and_not_countNewResults() {
    WorkMeter meter = WorkMeter.of(1_000);
    BooleanDiagram diagram = new BooleanDiagram(meter);
    int first = diagram.variable(0);
    int second = diagram.variable(1);
    int both = diagram.and(first, second);
    long before = meter.counter().spent();

    assertThat(diagram.and(both, second)).isEqualTo(both);
    assertThat(meter.counter().spent() - before).as("no new node").isEqualTo(1);
    assertThat(diagram.and(both, second)).isEqualTo(both);
    assertThat(meter.counter().spent() - before).as("known").isEqualTo(1);
    diagram.not(first);
    assertThat(meter.counter().spent() - before).as("and a node").isEqualTo(3);
  }
}
