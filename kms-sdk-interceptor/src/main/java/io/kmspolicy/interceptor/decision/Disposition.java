package io.kmspolicy.interceptor.decision;

/** What became of a call, and why a call that is certain to be refused was not stopped. */
public enum Disposition {
  /** It went on: nothing certain speaks against it. */
  PASSED,
  /** It was stopped in the client. */
  STOPPED,
  /** It was stopped in the client because KMS refused the same call a moment ago. */
  REMEMBERED,
  /** It would have been stopped, but the operation is only observed. */
  OBSERVED,
  /** It went on because the request asks for it, see {@code KmsPolicyAttributes.BYPASS}. */
  BYPASSED,
  /** It went on because it brings grant tokens: a grant that nobody has seen may allow it. */
  GRANT_TOKENS,
  /** It went on because this client changed grants, policies, aliases or tags a moment ago. */
  RECENT_CHANGE,
  /** It went on because the policies are too old, or known to be outdated. */
  STALE;

  /** Whether the call was stopped in the client. */
  public boolean isStopped() {
    return this == STOPPED || this == REMEMBERED;
  }
}
