package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The path of a diagram whose values are the most usual: absent before a text that a policy names,
 * before any other text, and the first option of a choice before the others. A diagram has no
 * cycles, so one pass over its nodes finds it. Not thread-safe.
 */
final class ShortestPath {

  private static final int NEVER = Integer.MAX_VALUE / 2;

  private final JointAtoms atoms;

  ShortestPath(JointAtoms atoms) {
    this.atoms = atoms;
  }

  /**
   * A path.
   *
   * @param keys the values of its keys
   * @param options the options of its choices
   */
  record Path(Map<String, ContextValue> keys, Map<OpenFact.Choice, Integer> options) {

    Difference.Sure sure(int nodes) {
      return new Difference.Sure(keys, options, nodes);
    }

    /** The choices that AWS does not document. */
    List<OpenFact.Choice> undocumented() {
      List<OpenFact.Choice> open = new ArrayList<>();
      options.keySet().stream().filter(choice -> !choice.documented()).forEach(open::add);
      return open;
    }
  }

  /** The path to a leaf with at least a value; there must be one. */
  Path to(Node root, int least) {
    Map<Node, Integer> costs = new HashMap<>();
    cost(root, least, costs);
    Map<String, ContextValue> keys = new LinkedHashMap<>();
    Map<OpenFact.Choice, Integer> options = new LinkedHashMap<>();
    Node node = root;
    while (node instanceof Node.Inner inner) {
      int edge = best(inner, costs);
      if (inner.variable() instanceof Variable.Key key) {
        keys.put(key.name(), key.classes().example(edge));
      } else if (inner.variable() instanceof Variable.Fact fact) {
        options.put(fact.choice(), edge);
      }
      node = inner.children().get(edge);
    }
    return new Path(keys, options);
  }

  private int cost(Node node, int least, Map<Node, Integer> costs) {
    Integer known = costs.get(node);
    if (known != null) {
      return known;
    }
    int cost = NEVER;
    if (node instanceof Node.Leaf leaf) {
      cost = leaf.value() >= least ? 0 : NEVER;
    } else if (node instanceof Node.Inner inner) {
      for (int edge = 0; edge < inner.children().size(); edge++) {
        int below = cost(inner.children().get(edge), least, costs);
        cost = Math.min(cost, below + cost(inner.variable(), edge));
      }
    }
    costs.put(node, Math.min(cost, NEVER));
    return Math.min(cost, NEVER);
  }

  private int best(Node.Inner node, Map<Node, Integer> costs) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int edge = 0; edge < node.children().size(); edge++) {
      int cost = costs.getOrDefault(node.children().get(edge), NEVER) + cost(node.variable(), edge);
      if (cost < least) {
        least = cost;
        best = edge;
      }
    }
    return best;
  }

  private int cost(Variable variable, int edge) {
    if (variable instanceof Variable.Key key) {
      return atoms.cost(key.classes().example(edge));
    }
    return edge == 0 ? 0 : 1;
  }
}
