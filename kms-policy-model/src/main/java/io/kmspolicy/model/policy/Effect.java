package io.kmspolicy.model.policy;

/** What a statement does when it matches. A matching Deny beats every Allow (rule 4.1). */
public enum Effect {
  /** The statement allows what it matches. */
  ALLOW("Allow"),
  /** The statement denies what it matches. */
  DENY("Deny");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /** The effect as a document writes it; case counts (rule 1.4). */
  public String text() {
    return text;
  }
}
