package io.kmspolicy.engine.diagram;

import org.jspecify.annotations.Nullable;

/** The operators that combine two diagrams; see {@link Node.Leaf} for the values of leaves. */
enum Connective {
  /** Conjunction in Kleene's three-valued logic: the minimum. */
  AND,
  /** Disjunction in Kleene's three-valued logic: the maximum. */
  OR,
  /** The outcomes of a formula for denial and a formula for permission (rules 6.3-6.5). */
  OUTCOMES,
  /** The left operand and not the right one, in Kleene's three-valued logic. */
  WITHOUT;

  static Connective of(boolean all) {
    return all ? AND : OR;
  }

  /** The result if the given leaves settle it, else null; null stands for an inner node. */
  @Nullable Integer settledBy(@Nullable Integer left, @Nullable Integer right) {
    if (left != null && right != null) {
      return of(left, right);
    }
    if (this == WITHOUT) {
      boolean isEmpty =
          (left != null && left == ResultCode.NO_MATCH)
              || (right != null && right == ResultCode.MATCH);
      return isEmpty ? ResultCode.NO_MATCH : null;
    }
    int decisive = this == AND ? ResultCode.NO_MATCH : ResultCode.MATCH;
    boolean isSettled =
        (left != null && left == decisive)
            || (this != OUTCOMES && right != null && right == decisive);
    return isSettled ? of(decisive, decisive) : null;
  }

  /** The value for two values of leaves. */
  int of(int left, int right) {
    return switch (this) {
      case AND -> Math.min(left, right);
      case OR -> Math.max(left, right);
      case WITHOUT -> Math.min(left, ResultCode.MATCH - right);
      case OUTCOMES -> OutcomeBits.of(ResultCode.result(left), ResultCode.result(right));
    };
  }

  /** Whether equal operands give the operand. */
  boolean isIdempotent() {
    return this == AND || this == OR;
  }

  /** Whether a leaf leaves the other operand unchanged. */
  boolean isNeutral(@Nullable Integer value) {
    return value != null && value == (this == AND ? ResultCode.MATCH : ResultCode.NO_MATCH);
  }
}
