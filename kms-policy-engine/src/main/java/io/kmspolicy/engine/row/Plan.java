package io.kmspolicy.engine.row;

/** How a {@link ResidualPolicy} decides by its tests. Immutable. */
sealed interface Plan permits Plan.Unbuilt, DecisionGraph {

  /** No decision was made yet, or the analysis of open decisions makes all of them. */
  enum Unbuilt implements Plan {
    UNBUILT
  }
}
