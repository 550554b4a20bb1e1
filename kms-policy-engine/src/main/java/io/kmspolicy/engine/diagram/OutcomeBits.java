package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.MatchResult;

/** A non-empty set of outcomes as a number, one bit per outcome. */
final class OutcomeBits {

  private static final int ALLOWED = 1;
  private static final int EXPLICIT_DENY = 2;
  private static final int IMPLICIT_DENY = 4;

  private OutcomeBits() {}

  static int of(MatchResult deny, MatchResult allow) {
    Outcomes outcomes = Outcomes.of(deny, allow);
    return (outcomes.allowed() ? ALLOWED : 0)
        | (outcomes.explicitDeny() ? EXPLICIT_DENY : 0)
        | (outcomes.implicitDeny() ? IMPLICIT_DENY : 0);
  }

  static Outcomes outcomes(int bits) {
    return Outcomes.of(
        (bits & ALLOWED) != 0, (bits & EXPLICIT_DENY) != 0, (bits & IMPLICIT_DENY) != 0);
  }

  static boolean isSingle(int bits) {
    return Integer.bitCount(bits) == 1;
  }
}
