package io.kmspolicy.engine.cover;

import io.kmspolicy.engine.budget.WorkMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reduced ordered binary decision diagrams over numbered variables (Bryant 1986). A diagram is the
 * number of its root node; equal functions have equal numbers. Not thread-safe.
 */
public final class BooleanDiagram {

  public static final int FALSE = 0;
  public static final int TRUE = 1;

  private static final int LEAF = Integer.MAX_VALUE;

  private final WorkMeter meter;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final Map<Node, Integer> conjunctions = new HashMap<>();
  private final Map<Integer, Integer> negations = new HashMap<>();

  /** A node; also the key of a conjunction of two diagrams, with the variable 0. */
  private record Node(int variable, int low, int high) {}

  public BooleanDiagram(WorkMeter meter) {
    this.meter = meter;
    nodes.add(new Node(LEAF, FALSE, FALSE));
    nodes.add(new Node(LEAF, TRUE, TRUE));
  }

  /** The function that is true if a variable is. */
  public int variable(int variable) {
    return node(variable, FALSE, TRUE);
  }

  private int node(int variable, int low, int high) {
    if (low == high) {
      return low;
    }
    Node node = new Node(variable, low, high);
    Integer known = numbers.putIfAbsent(node, nodes.size());
    if (known != null) {
      return known;
    }
    meter.addNode(2);
    nodes.add(node);
    return nodes.size() - 1;
  }

  /** The first variable of a diagram; larger than every variable for a constant. */
  int top(int diagram) {
    return nodes.get(diagram).variable();
  }

  /** The function with a variable, which is at most its first one, set to a value. */
  int with(int diagram, int variable, boolean value) {
    Node node = nodes.get(diagram);
    if (node.variable() != variable) {
      return diagram;
    }
    return value ? node.high() : node.low();
  }

  public int and(int left, int right) {
    if (left == FALSE || right == FALSE) {
      return FALSE;
    }
    if (left == TRUE || left == right) {
      return right;
    }
    if (right == TRUE) {
      return left;
    }
    Node pair = new Node(0, Math.min(left, right), Math.max(left, right));
    Integer known = conjunctions.get(pair);
    if (known != null) {
      return known;
    }
    meter.addSteps(1);
    int top = Math.min(top(left), top(right));
    int low = and(with(left, top, false), with(right, top, false));
    int result = node(top, low, and(with(left, top, true), with(right, top, true)));
    conjunctions.put(pair, result);
    return result;
  }

  public int not(int diagram) {
    if (diagram <= TRUE) {
      return TRUE - diagram;
    }
    Integer known = negations.get(diagram);
    if (known != null) {
      return known;
    }
    meter.addSteps(1);
    Node node = nodes.get(diagram);
    int result = node(node.variable(), not(node.low()), not(node.high()));
    negations.put(diagram, result);
    negations.put(result, diagram);
    return result;
  }

  public int or(int left, int right) {
    return not(and(not(left), not(right)));
  }
}
