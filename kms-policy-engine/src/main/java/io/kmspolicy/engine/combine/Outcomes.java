package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;

/**
 * The set of possible decisions. A set with one element is a certain decision; a larger set
 * contains the decisions for the possible values of unknown inputs (rules 6.3-6.5).
 */
public record Outcomes(boolean allowed, boolean explicitDeny, boolean implicitDeny) {

  /** The eight sets, so that a decision makes none. */
  private static final Outcomes[] ALL = new Outcomes[8];

  static {
    for (int bits = 0; bits < ALL.length; bits++) {
      ALL[bits] = new Outcomes((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }
  }

  public static final Outcomes NONE = ALL[0];

  /** The set of these decisions. Allocates nothing. */
  public static Outcomes of(boolean allowed, boolean explicitDeny, boolean implicitDeny) {
    return ALL[(allowed ? 1 : 0) | (explicitDeny ? 2 : 0) | (implicitDeny ? 4 : 0)];
  }

  /**
   * The possible decisions of a request.
   *
   * @param deny whether a Deny statement of an applicable layer matches
   * @param allow whether all layers that must allow the request allow it
   */
  public static Outcomes of(MatchResult deny, MatchResult allow) {
    boolean undenied = !deny.isMatch();
    return of(undenied && !allow.isNoMatch(), !deny.isNoMatch(), undenied && !allow.isMatch());
  }

  public Outcomes or(Outcomes other) {
    return of(
        allowed || other.allowed,
        explicitDeny || other.explicitDeny,
        implicitDeny || other.implicitDeny);
  }

  /** Whether this set is a superset of another. */
  public boolean includes(Outcomes other) {
    return or(other).equals(this);
  }

  /** Whether the request may be allowed and may be denied. */
  public boolean isOpen() {
    return allowed && (explicitDeny || implicitDeny);
  }

  /** Whether exactly one decision is possible. */
  public boolean isSingle() {
    return (allowed ? 1 : 0) + (explicitDeny ? 1 : 0) + (implicitDeny ? 1 : 0) == 1;
  }

  /** The most precise decision that covers all possible ones. */
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
