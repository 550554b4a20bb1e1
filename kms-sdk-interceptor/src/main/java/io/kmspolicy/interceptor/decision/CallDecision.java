package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * The decision of the interceptor on one call.
 *
 * @param operation the operation, such as {@code ReEncrypt}
 * @param decision the decision on the call, which is allowed only if every check is
 * @param checks the checks that the call needs, in the order of the catalogue
 * @param mode the mode of the operation
 * @param disposition what became of the call
 * @param nanos the duration of deciding, in nanoseconds; 0 if the interceptor had no listener, and
 *     so nobody for whom to read the clock twice a call
 */
public record CallDecision(
    String operation,
    Decision decision,
    List<CheckDecision> checks,
    EnforcementMode mode,
    Disposition disposition,
    long nanos) {

  /** Copies the list. */
  public CallDecision {
    checks = List.copyOf(checks);
  }

  /** Whether the call was stopped in the client. */
  public boolean stopped() {
    return disposition.isStopped();
  }

  /** The decision on a call that needs all of these checks. */
  public static Decision combine(List<CheckDecision> checks) {
    Decision combined = Decision.ALLOWED;
    for (CheckDecision check : checks) {
      Decision next = check.decision();
      if (next == Decision.EXPLICIT_DENY) {
        return next;
      }
      if (rank(next) > rank(combined)) {
        combined = next;
      }
    }
    return combined;
  }

  private static int rank(Decision decision) {
    return switch (decision) {
      case ALLOWED -> 0;
      case INDETERMINATE -> 1;
      case DENIED -> 2;
      case IMPLICIT_DENY -> 3;
      case EXPLICIT_DENY -> 4;
    };
  }
}
