package io.kmspolicy.replay;

import io.kmspolicy.replay.judge.OurAnswer;
import io.kmspolicy.replay.mapped.AwsAnswer;

/** What proposed policies change about a recorded call. */
public enum Change {
  /** Nothing, as far as is known. */
  NONE("none"),
  /**
   * AWS allowed the call, and the proposed policies are certain to deny it. For a logged call, the
   * current policies stand for AWS.
   */
  BREAKS("breaks"),
  /** AWS allowed the call, the current policies allow it, and the proposed ones leave it open. */
  MAY_BREAK("mayBreak"),
  /** The current policies are certain to deny the call, and the proposed ones to allow it. */
  OPENS("opens"),
  /**
   * AWS allowed the call, the current policies are certain to deny it, and the proposed ones do not
   * allow it. The current policies are not those that were in force, so what the change does to the
   * call is not known.
   */
  DENIED_BEFORE("deniedBefore");

  private final String text;

  Change(String text) {
    this.text = text;
  }

  /** The name in reports. */
  public String text() {
    return text;
  }

  static Change of(AwsAnswer aws, OurAnswer current, OurAnswer proposed) {
    boolean allowed =
        aws instanceof AwsAnswer.Allowed
            || aws instanceof AwsAnswer.ProbablyAllowed
            || (aws instanceof AwsAnswer.NotRecorded && current == OurAnswer.ALLOWED);
    if (allowed && proposed == OurAnswer.DENIED && current != OurAnswer.DENIED) {
      return BREAKS;
    }
    if (allowed && proposed == OurAnswer.OPEN && current == OurAnswer.ALLOWED) {
      return MAY_BREAK;
    }
    if (current != OurAnswer.DENIED) {
      return NONE;
    }
    if (proposed == OurAnswer.ALLOWED) {
      return OPENS;
    }
    return allowed ? DENIED_BEFORE : NONE;
  }
}
