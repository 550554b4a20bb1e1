package io.kmspolicy.engine.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of diagrams, numbered so that children have higher numbers than their parents. */
final class Numbering {

  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<Node.Inner> inOrder = new ArrayList<>();

  Numbering(List<Node> roots) {
    roots.forEach(this::collect);
    // A child has a variable of a higher position than its parent.
    inOrder.sort(Comparator.comparingInt(node -> node.variable().position()));
    for (int i = 0; i < inOrder.size(); i++) {
      numbers.put(inOrder.get(i), i);
    }
  }

  private void collect(Node node) {
    if (node instanceof Node.Inner inner && numbers.putIfAbsent(inner, -1) == null) {
      inOrder.add(inner);
      inner.children().forEach(this::collect);
    }
  }

  /** The number of an inner node, or the complement of the value of a leaf. */
  int code(Node node) {
    return node instanceof Node.Leaf leaf ? ~leaf.value() : numbers.getOrDefault(node, -1);
  }

  List<DecisionDiagram.Numbered> nodes() {
    return inOrder.stream()
        .map(
            node ->
                new DecisionDiagram.Numbered(
                    node.variable(), node.children().stream().mapToInt(this::code).toArray()))
        .toList();
  }
}
