package io.kmspolicy.model.policy;

/** The effect of a statement that matches. A matching Deny overrides every Allow (rule 4.1). */
public enum Effect {
  /** The statement allows the requests that it matches. */
  ALLOW("Allow"),
  /** The statement denies the requests that it matches. */
  DENY("Deny");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /** The effect as a document writes it; letter case is significant (rule 1.4). */
  public String text() {
    return text;
  }
}
