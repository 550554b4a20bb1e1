package io.kmspolicy.spring;

/**
 * Thrown when the interceptor cannot be started and {@code kms.policy.fail-fast} is {@code true}.
 * The message says what is wrong, where, and what would be right.
 */
public final class KmsPolicyStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KmsPolicyStartException(String problem) {
    super(problem);
  }

  KmsPolicyStartException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
