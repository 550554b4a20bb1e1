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

/**
 * The algebra of formulas, with simplification: constants are folded, repeated instances are
 * merged, nested joins of the same kind are flattened, and parts are sorted by cost.
 */
public final class FormulaAlgebra implements Logic<Formula> {

  public static final FormulaAlgebra INSTANCE = new FormulaAlgebra();

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
    Set<Formula> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula> parts = new ArrayList<>();
    for (Formula operand : operands) {
      if (operand == decisive) {
        return decisive;
      }
      if (operand != neutral) {
        addParts(all, operand, seen, parts);
      }
    }
    if (parts.size() <= 1) {
      return parts.isEmpty() ? neutral : parts.get(0);
    }
    parts.sort(Comparator.comparingInt(Formula::cost));
    return new Join(all, parts);
  }

  /** Adds the parts that were not added before. */
  private static void addParts(
      boolean all, Formula formula, Set<Formula> seen, List<Formula> parts) {
    boolean same = formula instanceof Join join && join.all() == all;
    for (Formula part : same ? ((Join) formula).parts() : List.of(formula)) {
      if (seen.add(part)) {
        parts.add(part);
      }
    }
  }
}
