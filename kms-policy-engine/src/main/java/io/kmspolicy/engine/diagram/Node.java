package io.kmspolicy.engine.diagram;

import java.util.List;

/**
 * A node of a reduced ordered diagram: a leaf, or an inner node with one child per class of its
 * variable. Nodes are interned by a {@link NodeTable}, so equal nodes are one object and are
 * compared by identity. Immutable.
 */
sealed interface Node {

  /**
   * A leaf.
   *
   * @param value a result ({@link ResultCode}) in the diagram of a formula; a set of outcomes
   *     ({@link OutcomeBits}) in the diagram of a decision
   */
  record Leaf(int value) implements Node {}

  final class Inner implements Node {

    private final Variable variable;
    private final List<Node> children;
    private final int hash;

    Inner(Variable variable, List<Node> children) {
      this.variable = variable;
      this.children = List.copyOf(children);
      int mixed = variable.position();
      for (Node child : this.children) {
        mixed = 31 * mixed + System.identityHashCode(child);
      }
      this.hash = mixed;
    }

    Variable variable() {
      return variable;
    }

    List<Node> children() {
      return children;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // children are interned
    public boolean equals(Object other) {
      if (!(other instanceof Inner that) || hash != that.hash || variable != that.variable) {
        return false;
      }
      for (int i = 0; i < children.size(); i++) {
        if (children.get(i) != that.children.get(i)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
