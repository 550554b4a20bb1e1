package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // It lists the threads of the process.
class WarmUpTest {

  @Test
  @DisplayName("Warming up decides and stops sample calls, touches nothing and logs nothing")
  void warmUp_interceptor_runsTheWholePathAndCountsNothing() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    try (KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build()) {
      interceptor.warmUp();
      assertThat(interceptor.counts().calls()).isZero();
      assertThat(interceptor.counts().failures()).isZero();
      assertThat(authorizer.requests).isEmpty();
    }
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      assertThat(WarmUp.run()).isEqualTo(new WarmUp.Result(300, 0));
      awaitEnd();
    } finally {
      System.setErr(before);
    }
    assertThat(logged.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static void awaitEnd() {
    Eventually.isTrue(
        "the end of its thread",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(ExplanationQueue.THREAD)));
  }
}
