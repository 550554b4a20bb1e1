package io.kmspolicy.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes Spring Boot print the one message in place of a stack trace. */
final class KmsPolicyFailureAnalyzer extends AbstractFailureAnalyzer<KmsPolicyStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, KmsPolicyStartException failure) {
    return new FailureAnalysis(
        "The interceptor for KMS calls did not start: " + failure.getMessage(),
        "Correct the setting, or set `kms.policy.fail-fast` to `false` to start without checks.",
        failure);
  }
}
