package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.WorkMeter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unique table of the nodes of one diagram, with the algorithm <i>apply</i>, which combines two
 * diagrams leaf by leaf (Bryant 1986). Not thread-safe.
 */
final class NodeTable {

  private final WorkMeter meter;
  private final Map<Node, Node> nodes = new HashMap<>();
  private final Map<Connective, Map<Pair, Node>> combined = new EnumMap<>(Connective.class);

  /** Two nodes, compared by identity. */
  private record Pair(Node left, Node right) {
    @Override
    @SuppressWarnings("ReferenceEquality") // interned
    public boolean equals(Object other) {
      return other instanceof Pair that && left == that.left && right == that.right;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(left) + System.identityHashCode(right);
    }
  }

  NodeTable(WorkMeter meter) {
    this.meter = meter;
  }

  Node leaf(int value) {
    return nodes.computeIfAbsent(new Node.Leaf(value), leaf -> leaf);
  }

  /** The node with these children; the child itself if all children are the same node. */
  Node node(Variable variable, List<Node> children) {
    if (areSame(children)) {
      return children.get(0);
    }
    Node node = new Node.Inner(variable, children);
    Node known = nodes.putIfAbsent(node, node);
    if (known != null) {
      return known;
    }
    meter.addNode(children.size());
    return node;
  }

  @SuppressWarnings("ReferenceEquality") // interned
  private static boolean areSame(List<Node> children) {
    Node first = children.get(0);
    for (Node child : children) {
      if (child != first) {
        return false;
      }
    }
    return true;
  }

  /** The combination of two diagrams. */
  Node apply(Connective connective, Node left, Node right) {
    Integer settled = connective.settledBy(valueOf(left), valueOf(right));
    if (settled != null) {
      return leaf(settled);
    }
    if (connective.isIdempotent() && (left.equals(right) || connective.isNeutral(valueOf(right)))) {
      return left;
    }
    if (connective.isIdempotent() && connective.isNeutral(valueOf(left))) {
      return right;
    }
    Map<Pair, Node> known = combined.computeIfAbsent(connective, unused -> new HashMap<>());
    Pair pair = new Pair(left, right);
    Node found = known.get(pair);
    if (found == null) {
      found = applyBelow(connective, left, right);
      known.put(pair, found);
    }
    return found;
  }

  private Node applyBelow(Connective connective, Node left, Node right) {
    meter.addSteps(1);
    Variable variable = first(left, right);
    List<Node> children = new ArrayList<>(variable.size());
    for (int i = 0; i < variable.size(); i++) {
      children.add(apply(connective, child(left, variable, i), child(right, variable, i)));
    }
    return node(variable, children);
  }

  private static @Nullable Integer valueOf(Node node) {
    return node instanceof Node.Leaf leaf ? leaf.value() : null;
  }

  private static Variable first(Node left, Node right) {
    if (left instanceof Node.Inner one && right instanceof Node.Inner other) {
      boolean isFirst = one.variable().position() <= other.variable().position();
      return isFirst ? one.variable() : other.variable();
    }
    if (left instanceof Node.Inner one) {
      return one.variable();
    }
    return ((Node.Inner) right).variable();
  }

  @SuppressWarnings("ReferenceEquality") // a diagram has one object per variable
  private static Node child(Node node, Variable variable, int edge) {
    return node instanceof Node.Inner inner && inner.variable() == variable
        ? inner.children().get(edge)
        : node;
  }
}
