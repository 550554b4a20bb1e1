package io.kmspolicy.replay.result;

/** How AWS's answer and the answer of policies compare. */
public enum Agreement {
  /** Both allowed the call, or both denied it. */
  SAME("same"),
  /** Both denied the call, and the layer that AWS names is not among those that deny it in ours. */
  OTHER_LAYER("otherLayer"),
  /** AWS allowed what the policies are certain to deny: they are outdated, or there is a bug. */
  FALSE_DENIAL("falseDenial"),
  /** AWS denied what the policies are certain to allow: some are missing, or there is a bug. */
  FALSE_ALLOW("falseAllow"),
  /** What is known does not settle the answer of the policies. */
  INDETERMINATE("indeterminate"),
  /** The record does not say what AWS decided. */
  NO_EVIDENCE("noEvidence");

  private final String text;

  Agreement(String text) {
    this.text = text;
  }

  /** The name in reports. */
  public String text() {
    return text;
  }
}
