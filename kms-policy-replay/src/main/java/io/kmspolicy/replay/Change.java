package io.kmspolicy.replay;

import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.function.BooleanSupplier;

/** What proposed policies change about a recorded call. */
public enum Change {
  /** Nothing, as far as is known. */
  NONE("none"),
  /**
   * AWS allowed the call, and the proposed policies are certain to deny it. For a logged call, the
   * current policies stand for AWS.
   */
  BREAKS("breaks"),
  /**
   * The proposed policies may deny a call that AWS allowed, or whose answer is not recorded: the
   * decision of the current or of the proposed policies is indeterminate, or it is not known what
   * AWS answered.
   */
  MAY_BREAK("mayBreak"),
  /** The current policies are certain to deny the call, and the proposed ones to allow it. */
  NEWLY_ALLOWS("newlyAllows"),
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

  /**
   * The change of a call.
   *
   * @param mayDeny whether the proposed policies may deny what the current ones allow, if both
   *     leave the call indeterminate
   */
  static Change of(AwsAnswer aws, OurAnswer current, OurAnswer proposed, BooleanSupplier mayDeny) {
    boolean allowed =
        aws instanceof AwsAnswer.Allowed
            || aws instanceof AwsAnswer.ProbablyAllowed
            || (aws instanceof AwsAnswer.NotRecorded && current == OurAnswer.ALLOWED);
    if (current == OurAnswer.DENIED) {
      if (proposed == OurAnswer.ALLOWED) {
        return NEWLY_ALLOWS;
      }
      return allowed ? DENIED_BEFORE : NONE;
    }
    if (proposed == OurAnswer.ALLOWED || isDenied(aws)) {
      return NONE;
    }
    if (proposed == OurAnswer.DENIED) {
      return allowed ? BREAKS : MAY_BREAK;
    }
    return current == OurAnswer.ALLOWED || mayDeny.getAsBoolean() ? MAY_BREAK : NONE;
  }

  private static boolean isDenied(AwsAnswer aws) {
    return aws instanceof AwsAnswer.Denied
        || (aws instanceof AwsAnswer.NoEvidence error && !error.mayBeAllowed());
  }
}
