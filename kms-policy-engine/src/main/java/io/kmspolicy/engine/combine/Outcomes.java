package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;

/**
 * The answers that are still possible. A set of one is a promise; several are what the unknown may
 * turn out to be (rules 6.3-6.5).
 */
public record Outcomes(boolean allowed, boolean explicitDeny, boolean implicitDeny) {

  public static final Outcomes NONE = new Outcomes(false, false, false);

  /**
   * The possible answers for a request.
   *
   * @param deny whether a Deny statement of an applicable layer matches
   * @param allow whether everything that must allow the request does
   */
  public static Outcomes of(MatchResult deny, MatchResult allow) {
    boolean undenied = !deny.isCertain();
    return new Outcomes(
        undenied && !allow.isImpossible(), !deny.isImpossible(), undenied && !allow.isCertain());
  }

  public Outcomes or(Outcomes other) {
    return new Outcomes(
        allowed || other.allowed,
        explicitDeny || other.explicitDeny,
        implicitDeny || other.implicitDeny);
  }

  /** Whether every answer that is possible in the other is possible here. */
  public boolean includes(Outcomes other) {
    return or(other).equals(this);
  }

  /** Whether some way of filling in the unknown allows the request and some other does not. */
  public boolean isOpen() {
    return allowed && (explicitDeny || implicitDeny);
  }

  /** Whether only one answer is possible. */
  public boolean isSingle() {
    return (allowed ? 1 : 0) + (explicitDeny ? 1 : 0) + (implicitDeny ? 1 : 0) == 1;
  }

  /** The answer that holds for every possibility. */
  public Decision decision() {
    if (isOpen()) {
      return Decision.INDETERMINATE;
    }
    if (allowed) {
      return Decision.ALLOWED;
    }
    if (explicitDeny && implicitDeny) {
      return Decision.DENIED;
    }
    return explicitDeny ? Decision.EXPLICIT_DENY : Decision.IMPLICIT_DENY;
  }
}
