package io.kmspolicy.engine.table;

import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.engine.table.Formula.Join;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The algebra of formulas, with simplification: constants are folded, repeated instances are
 * merged, nested joins of the same kind are flattened, and parts are sorted by cost.
 */
public final class FormulaAlgebra implements Logic<Formula> {

  public static final FormulaAlgebra INSTANCE = new FormulaAlgebra();

  private static final Comparator<Formula> BY_COST = Comparator.comparingInt(Formula::cost);

  private FormulaAlgebra() {}

  @Override
  public Formula constant(MatchResult result) {
    return Constant.of(result);
  }

  @Override
  public Formula and(Formula left, Formula right) {
    return join(true, left, right);
  }

  @Override
  public Formula or(Formula left, Formula right) {
    return join(false, left, right);
  }

  @Override
  public Formula or(List<Formula> operands) {
    return join(false, operands);
  }

  private static Formula join(boolean all, Formula left, Formula right) {
    Constant decisive = all ? Constant.NO_MATCH : Constant.MATCH;
    Constant neutral = all ? Constant.MATCH : Constant.NO_MATCH;
    if (left == decisive || right == decisive) {
      return decisive;
    }
    if (left == neutral || left == right) {
      return right;
    }
    return right == neutral ? left : join(all, List.of(left, right));
  }

  /** Reads each part of the operands once, so the time is linear in their number. */
  private static Formula join(boolean all, List<Formula> operands) {
    Constant decisive = all ? Constant.NO_MATCH : Constant.MATCH;
    Constant neutral = all ? Constant.MATCH : Constant.NO_MATCH;
    Distinct parts = new Distinct();
    for (Formula operand : operands) {
      if (operand == decisive) {
        return decisive;
      }
      if (operand != neutral) {
        addParts(all, operand, parts);
      }
    }
    List<Formula> distinct = parts.inOrder;
    if (distinct.size() <= 1) {
      return distinct.isEmpty() ? neutral : distinct.get(0);
    }
    distinct.sort(BY_COST);
    return new Join(all, distinct);
  }

  private static void addParts(boolean all, Formula formula, Distinct parts) {
    if (formula instanceof Join join && join.all() == all) {
      join.parts().forEach(parts::add);
    } else {
      parts.add(formula);
    }
  }

  /**
   * Formulas, each once, compared by identity. Nearly always they are so few that no set is made.
   */
  private static final class Distinct {

    private static final int FEW = 8;

    private final List<Formula> inOrder = new ArrayList<>();
    private @Nullable Set<Formula> seen;

    void add(Formula formula) {
      if (inOrder.size() == FEW && seen == null) {
        seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(inOrder);
      }
      if (seen == null ? !contains(formula) : seen.add(formula)) {
        inOrder.add(formula);
      }
    }

    @SuppressWarnings("ReferenceEquality") // equal formulas of interned tests are one object
    private boolean contains(Formula formula) {
      for (int i = 0; i < inOrder.size(); i++) {
        if (inOrder.get(i) == formula) {
          return true;
        }
      }
      return false;
    }
  }
}
