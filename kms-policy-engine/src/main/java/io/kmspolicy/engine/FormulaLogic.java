package io.kmspolicy.engine;

import io.kmspolicy.engine.Formula.AllOf;
import io.kmspolicy.engine.Formula.AnyOf;
import io.kmspolicy.engine.Formula.Constant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Joins formulas and settles at once what can be settled. */
final class FormulaLogic implements Logic<Formula> {

  static final FormulaLogic INSTANCE = new FormulaLogic();

  private FormulaLogic() {}

  @Override
  public Formula constant(MatchResult result) {
    return Constant.of(result);
  }

  @Override
  public Formula and(Formula one, Formula two) {
    if (one == Constant.NO_MATCH || two == Constant.NO_MATCH) {
      return Constant.NO_MATCH;
    }
    if (one == Constant.MATCH || one == two) {
      return two;
    }
    if (two == Constant.MATCH) {
      return one;
    }
    Set<Formula> parts = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula> ordered = new ArrayList<>();
    for (Formula part : List.of(one, two)) {
      for (Formula inner : part instanceof AllOf all ? all.parts() : List.of(part)) {
        if (parts.add(inner)) {
          ordered.add(inner);
        }
      }
    }
    return ordered.size() == 1 ? ordered.get(0) : new AllOf(cheapestFirst(ordered));
  }

  @Override
  public Formula or(Formula one, Formula two) {
    if (one == Constant.MATCH || two == Constant.MATCH) {
      return Constant.MATCH;
    }
    if (one == Constant.NO_MATCH || one == two) {
      return two;
    }
    if (two == Constant.NO_MATCH) {
      return one;
    }
    Set<Formula> parts = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Formula> ordered = new ArrayList<>();
    for (Formula part : List.of(one, two)) {
      for (Formula inner : part instanceof AnyOf any ? any.parts() : List.of(part)) {
        if (parts.add(inner)) {
          ordered.add(inner);
        }
      }
    }
    return ordered.size() == 1 ? ordered.get(0) : new AnyOf(cheapestFirst(ordered));
  }

  private static List<Formula> cheapestFirst(List<Formula> parts) {
    parts.sort(Comparator.comparingInt(Formula::cost));
    return parts;
  }

  static int cost(List<Formula> parts) {
    return parts.stream().mapToInt(Formula::cost).sum();
  }

  static String print(String word, List<Formula> parts) {
    return parts.stream().map(Formula::toString).collect(Collectors.joining(", ", word + "(", ")"));
  }
}
