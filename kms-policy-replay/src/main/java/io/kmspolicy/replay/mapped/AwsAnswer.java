package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.policy.PolicyType;
import java.util.Optional;

/** What a recorded event says about AWS's decision. */
public sealed interface AwsAnswer {

  /** The request succeeded, so AWS allowed it. */
  record Allowed() implements AwsAnswer {}

  /**
   * AWS denied the request.
   *
   * @param explicitly whether the message names an explicit deny; empty if it does not say
   * @param layer the type of policy that the message names. If several deny, AWS names only one of
   *     them; empty if the message names none
   */
  record Denied(Optional<Boolean> explicitly, Optional<PolicyType> layer) implements AwsAnswer {}

  /**
   * The request failed for a reason that KMS checks after the authorization, as far as is known.
   *
   * @param errorCode the error
   */
  record ProbablyAllowed(String errorCode) implements AwsAnswer {}

  /**
   * The line of a decision log, which is written before the call is sent, says what the interceptor
   * decided.
   *
   * @param here the decision of the interceptor, as in scenarios
   */
  record NotRecorded(String here) implements AwsAnswer {}

  /**
   * The record does not say what AWS decided.
   *
   * @param errorCode the error
   */
  record NoEvidence(String errorCode) implements AwsAnswer {

    private static final String NO_KEY = "NotFoundException";

    /** Whether the call may need an authorization; one on a key that does not exist has no use. */
    public boolean mayBeAllowed() {
      return !errorCode.equals(NO_KEY);
    }
  }

  /** AWS's answer as reports show it. */
  default String text() {
    if (this instanceof Allowed) {
      return "allowed";
    }
    if (this instanceof ProbablyAllowed probably) {
      return "probably allowed (" + probably.errorCode() + ")";
    }
    if (this instanceof Denied denied) {
      return denied.layer().map(layer -> "denied (" + layer.words() + ")").orElse("denied");
    }
    if (this instanceof NotRecorded logged) {
      return "not recorded (here: " + logged.here() + ")";
    }
    return "not known (" + ((NoEvidence) this).errorCode() + ")";
  }
}
