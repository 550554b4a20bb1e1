package io.kmspolicy.engine.row;

/** A node of a {@link DecisionGraph}. */
sealed interface Node permits Branch, Leaf {

  /** Its position in a topological order: successors have higher numbers. */
  int number();
}
