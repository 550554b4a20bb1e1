package io.kmspolicy.interceptor.decision;

/** Whether a call was stopped, and why a call that is certain to be refused was not. */
public enum Disposition {
  /** It was sent: it is not certain to be refused. */
  PASSED,
  /** It was stopped in the client. */
  STOPPED,
  /** It was stopped in the client because KMS refused the same call seconds before. */
  REMEMBERED,
  /** It was sent because the operation is only observed. */
  OBSERVED,
  /** It was sent because the request asks for it, see {@code KmsPolicyAttributes.BYPASS}. */
  BYPASSED,
  /** It was sent because it carries grant tokens: a grant that is not loaded may allow it. */
  GRANT_TOKENS,
  /** It was sent because this client recently changed grants, policies, aliases or tags. */
  RECENT_CHANGE,
  /** It was sent because the policies are too old, or known to be outdated. */
  STALE;

  /** Whether the call was stopped in the client. */
  public boolean isStopped() {
    return this == STOPPED || this == REMEMBERED;
  }
}
