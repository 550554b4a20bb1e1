package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.request.Decision;
import org.jspecify.annotations.Nullable;

/** Why a call was decided as it was, in one word; of several, the first in this order. */
public enum DecisionReason {
  /** It is allowed. */
  ALLOWED("allowed"),
  /** A Deny statement denies it. */
  DENIED_BY_STATEMENT("denied-by-statement"),
  /** Nothing allows it. */
  NOTHING_ALLOWS("nothing-allows"),
  /** Open: the caller's identity policies are unknown, or something of the caller itself. */
  UNKNOWN_CALLER("unknown-caller"),
  /** Open: the key is unknown, or its policy. */
  UNKNOWN_KEY("unknown-key"),
  /** Open: another layer is unknown. */
  UNKNOWN_LAYER("unknown-layer"),
  /** Open: a condition key has no known value. */
  UNKNOWN_CONDITION_KEY("unknown-condition-key"),
  /** Open: AWS does not document a rule. */
  UNDOCUMENTED_RULE("undocumented-rule"),
  /** Open: a check was not evaluated, or the reason was not looked for. */
  NOT_EVALUATED("not-evaluated"),
  /** Open: the step budget of the check was used up. */
  BUDGET("budget");

  private final String text;

  DecisionReason(String text) {
    this.text = text;
  }

  /** The word, as in meters and reports. */
  public String text() {
    return text;
  }

  /** The reason for a decision that is certain; null for one that is not. */
  public static @Nullable DecisionReason of(Decision decision) {
    return switch (decision) {
      case ALLOWED -> ALLOWED;
      case EXPLICIT_DENY -> DENIED_BY_STATEMENT;
      case IMPLICIT_DENY, DENIED -> NOTHING_ALLOWS;
      case INDETERMINATE -> null;
    };
  }
}
