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

/** Joins formulas and settles at once what can be settled. */
public final class FormulaAlgebra implements Logic<Formula> {

  public static final FormulaAlgebra INSTANCE = new FormulaAlgebra();

  private FormulaAlgebra() {}

  @Override
  public Formula constant(MatchResult result) {
    return Constant.of(result);
  }

  @Override
  public Formula and(Formula one, Formula two) {
    return join(true, one, two);
  }

  @Override
  public Formula or(Formula one, Formula two) {
    return join(false, one, two);
  }

  private static Formula join(boolean all, Formula one, Formula two) {
    Constant decisive = all ? Constant.NO_MATCH : Constant.MATCH;
    Constant neutral = all ? Constant.MATCH : Constant.NO_MATCH;
    if (one == decisive || two == decisive) {
      return decisive;
    }
    if (one == neutral || one == two) {
      return two;
    }
    if (two == neutral) {
      return one;
    }
    Set<Formula> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula> parts = new ArrayList<>();
    addParts(all, one, seen, parts);
    addParts(all, two, seen, parts);
    parts.sort(Comparator.comparingInt(Formula::cost));
    return parts.size() == 1 ? parts.get(0) : new Join(all, parts);
  }

  /** A part that stands in the other formula too counts once. */
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
