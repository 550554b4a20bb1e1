package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.enforce.EnforcementModes;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.spi.PolicySource;

/** Whose calls an interceptor checks, on which policies and in which mode, for people. */
record CheckedCalls(CallerSource callers, PolicySource policies, EnforcementModes modes) {

  /**
   * Such as {@code checks KMS calls as role App (111122223333), policies: directory policies (3
   * principals, 5 keys; unknown: session policies), mode observe}. May fail as the sources may.
   */
  @Override
  public String toString() {
    return "checks KMS calls as "
        + (isOneSource() ? "the callers that the source finds" : callers)
        + ", policies: "
        + policies
        + ", mode "
        + modes;
  }

  @SuppressWarnings("ReferenceEquality") // A live source finds callers, too.
  private boolean isOneSource() {
    return (Object) callers == policies;
  }
}
