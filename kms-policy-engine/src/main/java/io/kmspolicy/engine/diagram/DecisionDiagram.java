package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reduced ordered multi-valued decision diagram of a residual decision (Bryant 1986; Kam et al.
 * 1998). A variable is a condition key, and an edge of its nodes is an equivalence class of its
 * values ({@link ValueClasses}). A leaf is a non-empty set of outcomes.
 *
 * <p>If keys are unknown, the outcomes are the union of the leaves that are reached on all edges of
 * these keys. That union is exact: each path fixes the classes of different keys, every class has a
 * value, and the keys are independent of each other (rules 6.13, 6.14).
 *
 * <p>Rule 3.5 has two readings, each of which holds throughout a request, so a decision has two
 * roots.
 *
 * <p>Representation: nodes are numbered so that children have higher numbers than their parents,
 * and a set of nodes is a bit set. The reached nodes are computed in one pass over ascending
 * numbers. A child is the number of a node, or the complement of a set of outcomes.
 *
 * <p>Immutable.
 */
public final class DecisionDiagram {

  /** The diagram with its arrays and the roots. */
  private static final int BYTES = 24 + 3 * 16 + 2 * 24;

  /** A variable with its place, its classes, their list, and what finds the class of a value. */
  private static final int BYTES_OF_A_VARIABLE = 24 + 4 + 24 + 24 + 24 + 56 + 16;

  /** A class of values with its place, an example, and a text that leads to it. */
  private static final int BYTES_OF_AN_EDGE = 24 + 4 + 24 + 24 + 24 + 32 + 8;

  /** A node with its place and the array of its children. */
  private static final int BYTES_OF_A_NODE = 24 + 4 + 16;

  private final Variable[] variables;
  private final Root[] roots;
  private final Numbered[] nodes;

  /** A root for one reading of rule 3.5; it is coded as a child is. */
  record Root(MatchResult emptyIsNull, int child) {}

  /** An inner node with its children. */
  static final class Numbered {

    private final Variable variable;
    private final int[] children;

    Numbered(Variable variable, int[] children) {
      this.variable = variable;
      this.children = children;
    }
  }

  /**
   * A diagram.
   *
   * @param variables all variables of the decision in their order, also those without a node
   */
  DecisionDiagram(List<Variable> variables, List<Root> roots, List<Numbered> nodes) {
    this.variables = variables.toArray(new Variable[0]);
    this.roots = roots.toArray(new Root[0]);
    this.nodes = nodes.toArray(new Numbered[0]);
  }

  /** The approximate size in bytes. */
  public long bytes() {
    long bytes = BYTES;
    for (Variable variable : variables) {
      bytes += BYTES_OF_A_VARIABLE + (long) BYTES_OF_AN_EDGE * variable.size();
    }
    for (Numbered node : nodes) {
      bytes += BYTES_OF_A_NODE + (long) Integer.BYTES * node.children.length;
    }
    return bytes;
  }

  /** The number of inner nodes. */
  public int size() {
    return nodes.length;
  }

  /**
   * The possible outcomes in a context; null if the diagram cannot tell. It cannot if the value of
   * a known key is in no class, or if several outcomes are reached and the result of a test that
   * stands for itself depends on unknown keys, or an unknown value has a known form.
   */
  public @Nullable Outcomes outcomes(ConditionContext context) {
    int[] edges = edges(context);
    if (edges == null) {
      return null;
    }
    Walk walk = new Walk(context, edges);
    for (Root root : roots) {
      walk.from(root);
    }
    return walk.exact || OutcomeBits.isSingle(walk.outcomes)
        ? OutcomeBits.outcomes(walk.outcomes)
        : null;
  }

  /**
   * The edge of each key by its position; null if the value of a known key is in no class. All keys
   * are read: the reduction removes a node if all classes of its key have the same child, and a
   * value outside the classes may have another result.
   */
  private int @Nullable [] edges(ConditionContext context) {
    int[] edges = new int[variables.length];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = variables[i] instanceof Variable.Key key ? key.edge(context) : Variable.UNKNOWN;
      if (edges[i] == Variable.ODD) {
        return null;
      }
    }
    return edges;
  }

  /** A pass over the nodes from each root in a context. */
  private final class Walk {

    private final ConditionContext context;
    private final int[] edges;
    private final long[] reached = new long[(nodes.length + Long.SIZE - 1) / Long.SIZE];
    private MatchResult emptyIsNull = MatchResult.INDETERMINATE;
    private int outcomes;
    private boolean exact = true;

    Walk(ConditionContext context, int[] edges) {
      this.context = context;
      this.edges = edges;
    }

    /** Visits all nodes that are reachable from a root. */
    void from(Root root) {
      emptyIsNull = root.emptyIsNull();
      reach(root.child());
      for (int word = 0; word < reached.length; word++) {
        while (reached[word] != 0) {
          int node = Long.SIZE * word + Long.numberOfTrailingZeros(reached[word]);
          reached[word] &= reached[word] - 1; // its children have higher numbers
          visit(nodes[node]);
        }
      }
    }

    private void visit(Numbered node) {
      if (node.variable instanceof Variable.Atom atom) {
        int edge = atom.edge(context, emptyIsNull);
        exact &= !atom.isApproximate(edge, context);
        reach(node.children[edge]);
      } else if (node.variable instanceof Variable.Key key) {
        int edge = edges[key.position()];
        if (edge == Variable.UNKNOWN) {
          exact &= !key.isFormed(context);
          reachAll(key, node.children);
        } else {
          reach(node.children[edge]);
        }
      }
    }

    private void reachAll(Variable.Key key, int[] children) {
      for (int edge = 0; edge < children.length; edge++) {
        if (key.isPossible(edge, context, emptyIsNull)) {
          reach(children[edge]);
        }
      }
    }

    private void reach(int child) {
      if (child < 0) {
        outcomes |= ~child;
      } else {
        reached[child / Long.SIZE] |= 1L << child;
      }
    }
  }
}
