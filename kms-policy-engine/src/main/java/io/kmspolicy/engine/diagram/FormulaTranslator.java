package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.diagram.AtomNodes.KeyAtom;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Translates formulas to diagrams under one reading of rule 3.5, from the tests upwards. Not
 * thread-safe.
 */
final class FormulaTranslator {

  private final NodeTable table;
  private final AtomNodes atoms;
  private final MatchResult emptyIsNull;
  private final Map<Formula, Node> translated = new HashMap<>();

  FormulaTranslator(NodeTable table, AtomNodes atoms, MatchResult emptyIsNull) {
    this.table = table;
    this.atoms = atoms;
    this.emptyIsNull = emptyIsNull;
  }

  Node outcomes(OpenCase one) {
    return table.apply(Connective.OUTCOMES, of(one.deny()), of(one.allow()));
  }

  Node of(Formula formula) {
    Node known = translated.get(formula);
    if (known == null) {
      known = translate(formula);
      translated.put(formula, known);
    }
    return known;
  }

  private Node translate(Formula formula) {
    if (formula instanceof Formula.Constant constant) {
      return table.leaf(ResultCode.of(constant.result()));
    }
    if (formula instanceof Formula.Join join) {
      return translate(join);
    }
    Formula.Atom test = (Formula.Atom) formula;
    KeyAtom keyAtom = atoms.keyAtom(test, emptyIsNull);
    return keyAtom == null
        ? atoms.node(test, emptyIsNull)
        : node(keyAtom.variable(), keyAtom.results());
  }

  /**
   * The tests of one key are joined class by class, without intermediate nodes; then the parts are
   * joined from the last variable to the first, so that each step adds nodes only at the top.
   */
  private Node translate(Formula.Join join) {
    Connective connective = Connective.of(join.all());
    Map<Variable.Key, List<Integer>> byKey = new LinkedHashMap<>();
    List<Node> parts = new ArrayList<>();
    for (Formula part : join.parts()) {
      KeyAtom test = part instanceof Formula.Atom atom ? atoms.keyAtom(atom, emptyIsNull) : null;
      if (test == null) {
        parts.add(of(part));
      } else {
        byKey.merge(
            test.variable(), test.results(), (left, right) -> join(connective, left, right));
      }
    }
    byKey.forEach((variable, results) -> parts.add(node(variable, results)));
    parts.sort(Comparator.comparingInt(FormulaTranslator::position).reversed());
    Node joined = parts.get(0);
    for (Node part : parts.subList(1, parts.size())) {
      joined = table.apply(connective, part, joined);
    }
    return joined;
  }

  private static List<Integer> join(
      Connective connective, List<Integer> left, List<Integer> right) {
    List<Integer> joined = new ArrayList<>(left.size());
    for (int i = 0; i < left.size(); i++) {
      joined.add(connective.of(left.get(i), right.get(i)));
    }
    return joined;
  }

  private static int position(Node node) {
    return node instanceof Node.Inner inner ? inner.variable().position() : Integer.MAX_VALUE;
  }

  private Node node(Variable variable, List<Integer> leaves) {
    List<Node> children = new ArrayList<>(leaves.size());
    for (int value : leaves) {
      children.add(table.leaf(value));
    }
    return table.node(variable, children);
  }
}
