package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.Drift;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.internal.interceptor.DefaultFailedExecutionContext;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Nothing that explains runs on the thread of a caller: it takes seconds on the worst policies. */
class ExplanationThreadTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();

  private final Thread caller = Thread.currentThread();
  private final AtomicInteger decidedHere = new AtomicInteger();
  private final AtomicInteger explainedHere = new AtomicInteger();
  private final AtomicInteger explainedElsewhere = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Decision decision = Decision.EXPLICIT_DENY;

  /** Counts what runs on the caller's thread; explanations elsewhere wait for their release. */
  private final PolicyEvaluator evaluator =
      new PolicyEvaluator() {
        @Override
        public Decision decide(AuthorizationRequest request, PolicySet policies) {
          if (isCaller()) {
            decidedHere.incrementAndGet();
          }
          return decision;
        }

        @Override
        public Explanation explain(AuthorizationRequest request, PolicySet policies) {
          (isCaller() ? explainedHere : explainedElsewhere).incrementAndGet();
          if (!isCaller()) {
            await();
          }
          return new Explanation(decision, List.of());
        }
      };

  private boolean isCaller() {
    return Thread.currentThread() == caller;
  }

  private void await() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  private InterceptorBuilder deciding() {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision))
        .authorizer(evaluator)
        .assertion(Assertion.parse("no-grants"));
  }

  private static void succeed(KmsPolicyInterceptor interceptor) {
    ExecutionAttributes attributes = Fixtures.attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    interceptor.afterExecution(Fixtures.context(ENCRYPT), attributes);
  }

  @Test
  @DisplayName("Drifts: one decision a call on the caller's thread, no explanation, and no waiting")
  void drift_whileExplanationsAreSlow_delaysNoCall() {
    List<Drift> drifts = new CopyOnWriteArrayList<>();
    KmsPolicyInterceptor interceptor = deciding().driftListener(drifts::add).build();
    int calls = 2_000;
    for (int i = 0; i < calls; i++) {
      succeed(interceptor);
    }
    assertThat(decidedHere).hasValue(calls);
    assertThat(explainedHere).hasValue(0);
    assertThat(interceptor.report().drift()).isEqualTo(calls);
    // Each call is a drift; the first hundred and two in a hundred are examined as denials, too.
    assertThat(interceptor.counts().explanationsDropped())
        .isBetween(calls - ExplanationQueue.CAPACITY - 1L, calls + 120L);
    released.countDown();
    Eventually.isTrue("explanations", () -> explainedElsewhere.get() > 0);
    Eventually.isTrue("drifts", () -> drifts.size() > ExplanationQueue.CAPACITY / 4);
    assertThat(interceptor.counts().failures()).isZero();
    interceptor.close();
  }

  @Test
  @DisplayName("Stopped calls: the message names the reason, which is found when it is read")
  void denial_message_isExplainedWhenItIsRead() {
    KmsPolicyInterceptor interceptor = deciding().mode(EnforcementMode.ENFORCE).build();
    Throwable thrown =
        catchThrowable(
            () -> interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT)));
    assertThat(thrown).isInstanceOf(KmsAccessDeniedException.class);
    assertThat(decidedHere).hasValue(1);
    assertThat(explainedHere).hasValue(0);
    assertThat(thrown.getMessage()).contains("denied by a Deny statement");
    assertThat(explainedHere).hasValue(1);
    interceptor.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = DenialPoint.class,
      names = {"BEFORE_EXECUTION", "BEFORE_TRANSMISSION"})
  @DisplayName("The SDK passes a denial and an explained refusal on without reading their messages")
  void message_ofACallThroughAClient_isNotReadByTheSdk(DenialPoint point) {
    InMemoryKms kms = new InMemoryKms();
    try (KmsPolicyInterceptor interceptor =
            deciding().mode(EnforcementMode.ENFORCE).denyAt(point).explainDenials().build();
        KmsClient client =
            KmsClient.builder()
                .httpClient(kms)
                .region(Region.US_WEST_2)
                .credentialsProvider(Fixtures.CREDENTIALS)
                .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
                .build()) {
      Throwable denial = catchThrowable(() -> client.encrypt(ENCRYPT));
      assertThat(denial).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(explainedHere).hasValue(0);
      decision = Decision.ALLOWED;
      kms.errorCode = "AccessDeniedException";
      Throwable refusal = catchThrowable(() -> client.encrypt(ENCRYPT));
      assertThat(explainedHere).hasValue(0);
      assertThat(refusal).hasMessageContaining("[here: ");
      assertThat(denial).hasMessageContaining("stopped in the client");
      assertThat(explainedHere.get()).isPositive();
    }
  }

  private static KmsException refusal() {
    return (KmsException)
        KmsException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("AccessDeniedException")
                    .errorMessage("not authorized")
                    .serviceName("Kms")
                    .build())
            .requestId("request-1")
            .statusCode(400)
            .build();
  }

  private Throwable explained(KmsPolicyInterceptor interceptor, KmsException refusal) {
    ExecutionAttributes attributes = Fixtures.attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    InterceptorContext context = Fixtures.context(ENCRYPT);
    return interceptor.modifyException(
        DefaultFailedExecutionContext.builder()
            .interceptorContext(context)
            .exception(refusal)
            .build(),
        attributes);
  }

  @Test
  @DisplayName("Refusals of KMS: the explanation is found when the message is read")
  void refusal_ofKms_isExplainedWhenItsMessageIsRead() throws Exception {
    decision = Decision.INDETERMINATE;
    KmsPolicyInterceptor interceptor = deciding().explainDenials().build();
    KmsException refusal = refusal();
    KmsException explained = (KmsException) explained(interceptor, refusal);
    KmsException copied = (KmsException) explained.toBuilder().build();
    assertThat(explainedHere).hasValue(0);
    assertThat(explained.getMessage()).startsWith("not authorized [here: kms:Encrypt");
    assertThat(explainedHere).hasValue(1);
    assertThat(explained.getStackTrace()).isEqualTo(refusal.getStackTrace());
    assertThat(explained.awsErrorDetails().errorMessage()).contains("[here: ");
    assertThat(explained.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(explained.requestId()).isEqualTo("request-1");
    assertThat(explained.statusCode()).isEqualTo(400);
    assertThat(copied).hasMessageContaining("[here: ");
    assertThat(serialized(explained))
        .isExactlyInstanceOf(KmsException.class)
        .hasMessageContaining("[here: ");
    interceptor.close();
  }

  private static Throwable serialized(Throwable thrown) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Throwable) in.readObject();
    }
  }

  @Test
  @DisplayName("The thread of explanations is a daemon, ends when closed, and takes nothing then")
  void close_queue_endsItsThread() {
    InterceptorCounts counts = new InterceptorCounts();
    ExplanationQueue queue = new ExplanationQueue(new FailureGuard(counts), counts);
    List<Thread> threads = new CopyOnWriteArrayList<>();
    queue.submit(
        () -> {
          threads.add(Thread.currentThread());
          await();
        });
    Eventually.isTrue("a thread", () -> !threads.isEmpty());
    assertThat(threads.get(0).isDaemon()).isTrue();
    assertThat(threads.get(0).getName()).isEqualTo(ExplanationQueue.THREAD);
    queue.close();
    Eventually.isTrue("its end", () -> !threads.get(0).isAlive());
    queue.submit(() -> threads.add(Thread.currentThread()));
    assertThat(counts.explanationsDropped()).isOne();
    assertThat(threads).hasSize(1);
  }

  @Test
  @DisplayName("An explanation that fails is counted, and the next one runs")
  void submit_failure_isCountedAndEndsNothing() {
    InterceptorCounts counts = new InterceptorCounts();
    try (ExplanationQueue queue = new ExplanationQueue(new FailureGuard(counts), counts)) {
      AtomicInteger ran = new AtomicInteger();
      queue.submit(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      queue.submit(ran::incrementAndGet);
      Eventually.isTrue("the second", () -> ran.get() == 1);
      assertThat(counts.failures()).isOne();
    }
  }
}
