package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // It lists the threads of the process.
class WarmUpTest {

  @Test
  @DisplayName("Warming up decides and stops sample calls, and touches nothing of the interceptor")
  void warmUp_interceptor_runsTheWholePathAndCountsNothing() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    try (KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build()) {
      interceptor.warmUp();
      assertThat(interceptor.counts().calls()).isZero();
      assertThat(interceptor.counts().failures()).isZero();
      assertThat(authorizer.requests).isEmpty();
    }
    assertThat(WarmUp.run()).isEqualTo(new WarmUp.Result(300, 0));
    Eventually.isTrue(
        "the end of its thread",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(ExplanationQueue.THREAD)));
  }
}
