package io.kmspolicy.replay.judge;

/** The decision of policies on all checks of a call. */
public enum OurAnswer {
  /** Every check is certain to be allowed. */
  ALLOWED("allowed"),
  /** Some check is certain to be denied. */
  DENIED("denied"),
  /** The decision depends on what is not known. */
  OPEN("open");

  private final String text;

  OurAnswer(String text) {
    this.text = text;
  }

  /** The answer's name in reports. */
  public String text() {
    return text;
  }
}
