package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.engine.table.Formula.Join;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The algebra of formulas: simplification, and work that is linear in the number of operands. */
class FormulaAlgebraTest {

  private static final FormulaAlgebra LOGIC = FormulaAlgebra.INSTANCE;

  /** Counts how often the algebra reads the operands. */
  private static final class Counted extends Formula.Atom {

    private final AtomicLong reads;

    Counted(AtomicLong reads) {
      this.reads = reads;
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      reads.incrementAndGet();
      return 1;
    }

    @Override
    public List<String> keys() {
      return List.of("aws:username");
    }

    @Override
    public boolean isOpen() {
      return false;
    }
  }

  private static List<Formula> atoms(int count, AtomicLong reads) {
    return IntStream.range(0, count).<Formula>mapToObj(i -> new Counted(reads)).toList();
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("A disjunction reads each operand a few times, however many there are")
  void or_manyOperands_isLinear(int count) {
    AtomicLong reads = new AtomicLong();
    Formula joined = LOGIC.or(atoms(count, reads));

    assertThat(joined).isInstanceOf(Join.class);
    assertThat(reads.get()).isLessThanOrEqualTo(4L * count);
  }

  @Test
  @DisplayName("Constants are folded and repeated operands are merged")
  void or_constantsAndRepeats_simplifies() {
    Formula atom = atoms(1, new AtomicLong()).get(0);

    assertThat(LOGIC.or(List.of())).isEqualTo(Constant.NO_MATCH);
    assertThat(LOGIC.or(List.of(Constant.NO_MATCH, atom, atom))).isSameAs(atom);
    assertThat(LOGIC.or(List.of(atom, Constant.MATCH))).isEqualTo(Constant.MATCH);
    assertThat(LOGIC.or(LOGIC.or(atom, Constant.INDETERMINATE), atom).toString())
        .isEqualTo(LOGIC.or(List.of(atom, Constant.INDETERMINATE)).toString());
  }

  /** Few operands are compared with each other, and many are found in a set. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 10, 40})
  @DisplayName("Each operand is a part once, in the order of its first mention")
  void or_repeatedOperands_areEachOnePart(int count) {
    List<Formula> once = atoms(count, new AtomicLong());
    List<Formula> twice = new ArrayList<>(once);
    twice.addAll(once);

    Formula joined = LOGIC.or(twice);

    assertThat(joined instanceof Join join ? join.parts() : List.of(joined)).isEqualTo(once);
  }

  @Test
  @DisplayName("6.1: a join of two operands is what Kleene's logic makes of them")
  void join_anyTwoOperands_foldsConstantsAndRepeats() {
    List<Formula> atoms = atoms(2, new AtomicLong());
    List<Formula> operands = new ArrayList<>(atoms);
    operands.addAll(List.of(Constant.MATCH, Constant.INDETERMINATE, Constant.NO_MATCH));
    for (Formula left : operands) {
      for (Formula right : operands) {
        assertThat(LOGIC.and(left, right))
            .as("%s and %s", left, right)
            .isEqualTo(expected(true, left, right));
        assertThat(LOGIC.or(left, right))
            .as("%s or %s", left, right)
            .isEqualTo(expected(false, left, right));
      }
    }
  }

  /** By the laws of the identity, the dominating and the repeated operand. */
  private static Formula expected(boolean all, Formula left, Formula right) {
    Constant decisive = all ? Constant.NO_MATCH : Constant.MATCH;
    List<Formula> parts = new ArrayList<>(new LinkedHashSet<>(List.of(left, right)));
    if (parts.contains(decisive)) {
      return decisive;
    }
    parts.remove(all ? Constant.MATCH : Constant.NO_MATCH);
    if (parts.size() == 2) {
      boolean isConstantFirst = parts.get(1) instanceof Constant;
      return new Join(all, isConstantFirst ? List.of(right, left) : List.of(left, right));
    }
    return parts.isEmpty() ? left : parts.get(0);
  }
}
