package io.kmspolicy.replay.result;

import io.kmspolicy.model.request.Decision;

/** The decision of policies on all checks of a call. */
public enum OurAnswer {
  /** Every check is certain to be allowed. */
  ALLOWED("allowed"),
  /** Some check is certain to be denied. */
  DENIED("denied"),
  /** The decision depends on what is not known. */
  INDETERMINATE("indeterminate");

  private final String text;

  OurAnswer(String text) {
    this.text = text;
  }

  /** The answer's name in reports. */
  public String text() {
    return text;
  }

  /** The answer of one decision. */
  public static OurAnswer of(Decision decision) {
    if (decision == Decision.ALLOWED) {
      return ALLOWED;
    }
    return decision.isCertainDenial() ? DENIED : INDETERMINATE;
  }
}
