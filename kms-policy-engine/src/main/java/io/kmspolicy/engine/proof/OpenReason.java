package io.kmspolicy.engine.proof;

/**
 * Why a proof did not come to an answer.
 *
 * @param kind the kind of reason
 * @param text what is open
 * @param caller a caller for which it matters, as an ARN
 * @param action an action for which it matters
 */
public record OpenReason(Kind kind, String text, String caller, String action) {

  /** The kinds of reasons. */
  public enum Kind {
    /** AWS does not document a rule on which the answer depends. */
    UNDOCUMENTED,
    /** The values of a condition key cannot be divided into classes. */
    KEY,
    /** A scenario has no words for the request. */
    NOT_EXPRESSIBLE,
    /** AWS does not say whether calls that a service makes for itself carry a condition key. */
    SERVICE_CALL,
    /** No policy and no file states a fact about a key or a caller. */
    NOT_STATED,
    /** The diagram of a decision is too large. */
    TOO_LARGE
  }
}
