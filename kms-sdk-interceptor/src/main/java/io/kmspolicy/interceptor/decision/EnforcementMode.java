package io.kmspolicy.interceptor.decision;

/** What the interceptor does with a call that is certain to be refused. */
public enum EnforcementMode {
  /** Decides, counts and tells its listener; never stops a call. */
  OBSERVE,
  /** Stops the call with a {@link KmsAccessDeniedException} before anything is sent. */
  ENFORCE
}
