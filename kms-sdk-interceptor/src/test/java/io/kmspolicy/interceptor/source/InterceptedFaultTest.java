package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.KmsPolicyMetrics;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.source.FakeAws.Answer;
import io.kmspolicy.meter.SourceMetrics;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.HandClock;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/** Calls of an enforcing client while its live source has faults. */
class InterceptedFaultTest {

  private static final KmsResource.Key OPEN = LivePolicyKms.key(1);
  private static final KmsResource.Key SHUT = LivePolicyKms.key(2);
  private static final Duration OLDEST = Duration.ofMillis(1500);

  private final FakeAws aws = new FakeAws();
  private final LivePolicyKms service = new LivePolicyKms();
  private final HandClock clock = new HandClock();
  private AwsSource source;
  private KmsPolicyInterceptor interceptor;
  private KmsClient client;

  @BeforeEach
  void open() {
    service.set(SHUT, "Deny");
    aws.service = service.service();
    source = source(Duration.ofMillis(100), OLDEST);
    intercept(enforcing());
  }

  private AwsSource source(Duration interval, Duration maximumAge) {
    return AwsSource.builder()
        .kms(aws.kms())
        .layers(EnumSet.of(SourceLayer.KEY_POLICY, SourceLayer.GRANTS))
        .share(1000)
        .refresh(
            RefreshSettings.defaults()
                .every(interval, maximumAge)
                .retryAfter(Duration.ofMillis(20))
                .lookEvery(Duration.ofMillis(10)))
        .build();
  }

  private InterceptorBuilder enforcing() {
    return KmsPolicyInterceptor.builder()
        .caller(Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session"))
        .source(source)
        .mode(EnforcementMode.ENFORCE);
  }

  private void intercept(InterceptorBuilder builder) {
    interceptor = builder.build();
    client = aws.kms(interceptor);
  }

  @AfterEach
  void close() {
    client.close();
    source.close();
  }

  private boolean isStopped(KmsResource.Key key) {
    Throwable thrown =
        catchThrowable(
            () -> client.encrypt(r -> r.keyId(key.arn()).plaintext(SdkBytes.fromUtf8String("t"))));
    assertThat(thrown == null || thrown instanceof KmsAccessDeniedException).isTrue();
    assertThat(interceptor.counts().failures()).isZero();
    return thrown != null;
  }

  static Stream<Arguments> faults() {
    Supplier<Answer> down =
        () -> {
          throw new UncheckedIOException(new IOException("connection refused"));
        };
    Supplier<Answer> slow =
        () -> {
          Eventually.pause(400);
          return Answer.error(500, "KMSInternalException");
        };
    return Stream.of(
        Arguments.of("endpoint down", down),
        Arguments.of("throttled", answer(Answer.error(400, "ThrottlingException"))),
        Arguments.of("HTTP 429", answer(new Answer(429, ""))),
        Arguments.of("slow", slow),
        Arguments.of("incomplete response", answer(Answer.ok("{}"))),
        Arguments.of("malformed document", answer(Answer.ok("{\"Policy\":\"{}}\"}"))));
  }

  @Test
  void loadThatBeginsToFail_makesTheKeyStaleAtOnceThoughItsPolicyIsYoung() {
    client.close();
    source.close();
    source = source(Duration.ofMillis(100), Duration.ofHours(1));
    intercept(enforcing());
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    service.fault.set(() -> Answer.error(400, "AccessDeniedException"));
    Eventually.isTrue("failing policies stop nothing", () -> !isStopped(SHUT));
    assertThat(interceptor.counts().calls(Disposition.STALE)).isPositive();
    for (int i = 0; i < 250; i++) {
      assertThat(isStopped(SHUT)).isFalse();
    }
    service.fault.set(null);
    Eventually.isTrue("enforcing again", () -> isStopped(SHUT));
  }

  private static Supplier<Answer> answer(Answer answer) {
    return () -> answer;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void fault_stopsOnlyWhileTheLastGoodPolicyIsYoungAndRecovers(
      String name, Supplier<Answer> fault) {
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    assertThat(isStopped(OPEN)).isFalse();
    service.fault.set(fault);
    Eventually.isTrue("old policies stop nothing", () -> !isStopped(SHUT));
    assertThat(isStopped(OPEN)).isFalse();
    Eventually.isTrue(
        "the reason",
        () ->
            source
                .status(SourceLayer.KEY_POLICY)
                .filter(status -> !status.reason().isEmpty())
                .isPresent());
    service.fault.set(null);
    Eventually.isTrue("enforcing again", () -> isStopped(SHUT));
    assertThat(isStopped(OPEN)).isFalse();
  }

  @Test
  void clockJump_stopsNothingUntilItIsBack() {
    client.close();
    intercept(enforcing().clock(clock));
    clock.setWall(Duration.between(clock.instant(), Clock.systemUTC().instant()));
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    clock.setWall(Duration.ofHours(2));
    assertThat(isStopped(SHUT)).isFalse();
    assertThat(interceptor.counts().calls(Disposition.STALE)).isPositive();
    clock.setWall(Duration.ofHours(-4));
    assertThat(isStopped(SHUT)).isFalse();
    clock.setWall(Duration.ofHours(2));
    Eventually.isTrue("enforcing again", () -> isStopped(SHUT));
  }

  @Test
  void listener_thatThrows_changesNoCall() {
    client.close();
    interceptor =
        enforcing()
            .listener(
                decision -> {
                  throw new IllegalStateException("on purpose");
                })
            .build();
    client = aws.kms(interceptor);
    Eventually.isTrue(
        "the policies",
        () ->
            catchThrowable(
                    () ->
                        client.encrypt(
                            r -> r.keyId(SHUT.arn()).plaintext(SdkBytes.fromUtf8String("t"))))
                instanceof KmsAccessDeniedException);
    client.encrypt(r -> r.keyId(OPEN.arn()).plaintext(SdkBytes.fromUtf8String("t")));
    assertThat(interceptor.counts().failures()).isEqualTo(interceptor.counts().calls());
  }

  @Test
  void changeByThisClient_isForgottenByTheSourceAndStopsNothing() {
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    client.createGrant(
        r -> r.keyId(OPEN.arn()).granteePrincipal("arn:aws:iam::111122223333:role/App"));
    service.set(OPEN, "Deny");
    Eventually.isTrue(
        "the new policy, which stops nothing yet",
        () -> {
          assertThat(isStopped(OPEN)).isFalse();
          return interceptor.counts().calls(Disposition.RECENT_CHANGE) > 0;
        });
    assertThat(isStopped(SHUT)).isTrue();
  }

  @Test
  void stop_thatAPolicyNoLongerAsksFor_endsLongBeforeTheNextRefresh() {
    client.close();
    source.close();
    source = source(Duration.ofHours(1), Duration.ofHours(2));
    intercept(enforcing());
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    service.set(SHUT, "Allow");
    Eventually.isTrue("the new policy", () -> !isStopped(SHUT));
  }

  @Test
  void denial_namesWhereThePolicyComesFrom() {
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    assertThat(
            catchThrowable(
                () ->
                    client.encrypt(
                        r -> r.keyId(SHUT.arn()).plaintext(SdkBytes.fromUtf8String("t")))))
        .hasMessageMatching("(?s).*by statement `G0`.*\\[kms:GetKeyPolicy, \\d+ s ago].*");
  }

  @Test
  void metrics_loadsFailuresAndQuestions_areCountedByLayer() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new SourceMetrics(source).bindTo(registry);
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    Eventually.isTrue("the policies", () -> isStopped(SHUT));
    Eventually.isTrue("a load", () -> count(registry, "loads", "success") > 0);
    assertThat(count(registry, "loads", "failure")).isZero();
    assertThat(count(registry, "questions", "hit")).isPositive();
    assertThat(count(registry, "questions", "miss")).isPositive();
    service.fault.set(answer(Answer.error(400, "ThrottlingException")));
    Eventually.isTrue("a failure", () -> count(registry, "loads", "failure") > 0);
    assertThat(registry.get("kms.policy.source.failing").tag("layer", "key-policy").gauge().value())
        .isPositive();
    assertThat(registry.get("kms.policy.snapshot.age").tag("layer", "key-policy").gauge().value())
        .isBetween(0.0, 60.0);
  }

  private static double count(SimpleMeterRegistry registry, String name, String result) {
    return registry
        .get("kms.policy.source." + name)
        .tags("layer", "key-policy", "result", result)
        .functionCounter()
        .count();
  }
}
