package io.kmspolicy.engine.row;

import io.kmspolicy.model.request.Decision;

/** A leaf of a {@link DecisionGraph}: the decision of every path that ends here. */
enum Leaf implements Node {
  ALLOWED(61, Decision.ALLOWED),
  EXPLICIT_DENY(62, Decision.EXPLICIT_DENY),
  IMPLICIT_DENY(63, Decision.IMPLICIT_DENY);

  private final int number;
  private final Decision decision;

  Leaf(int number, Decision decision) {
    this.number = number;
    this.decision = decision;
  }

  @Override
  public int number() {
    return number;
  }

  /** The set with this leaf alone: one bit for each number. */
  long bit() {
    return 1L << number;
  }

  Decision decision() {
    return decision;
  }
}
