package io.kmspolicy.interceptor.enforce;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyAttributes;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.RecordingAuthorizer;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.core.internal.interceptor.DefaultFailedExecutionContext;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;

class EnforcementTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final EncryptRequest ENCRYPT = encrypt(KEY_ARN);

  private static final IdentityProviders OTHER_CREDENTIALS =
      IdentityProviders.builder()
          .putIdentityProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOTHER", "secret")))
          .build();

  private final RecordingAuthorizer denying = RecordingAuthorizer.answering(Decision.IMPLICIT_DENY);

  private static EncryptRequest encrypt(String keyArn) {
    return EncryptRequest.builder().keyId(keyArn).plaintext(BYTES).build();
  }

  private InterceptorBuilder enforcing() {
    return Fixtures.interceptor(denying).mode(EnforcementMode.ENFORCE);
  }

  /** The disposition of a call. */
  private static Disposition call(
      KmsPolicyInterceptor interceptor, SdkRequest request, ExecutionAttributes attributes) {
    Throwable thrown = catchThrowable(() -> interceptor.beforeExecution(() -> request, attributes));
    Disposition disposition = attributes.getAttribute(KmsPolicyInterceptor.DECISION).disposition();
    assertThat(thrown != null).isEqualTo(disposition.isStopped());
    assertThat(interceptor.counts().calls(disposition)).isPositive();
    return disposition;
  }

  private static Disposition call(KmsPolicyInterceptor interceptor, SdkRequest request) {
    return call(interceptor, request, attributes(request));
  }

  @Test
  void mode_ofAnOperation_goesBeforeTheGeneralOne() {
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(denying).mode("Encrypt", EnforcementMode.ENFORCE).build();
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.STOPPED);
    assertThat(call(interceptor, DescribeKeyRequest.builder().keyId(KEY_ARN).build()))
        .isEqualTo(Disposition.OBSERVED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enforcing().mode("Encipher", EnforcementMode.OBSERVE))
        .withMessage("KMS has no operation `Encipher`");
  }

  @Test
  void bypass_ofARequest_letsItGo() {
    ExecutionAttributes attributes =
        attributes(ENCRYPT).putAttribute(KmsPolicyAttributes.BYPASS, true);
    assertThat(call(enforcing().build(), ENCRYPT, attributes)).isEqualTo(Disposition.BYPASSED);
  }

  @Test
  void hints_ofARequest_goBeforeWhatIsStatedForAll() {
    KmsPolicyInterceptor interceptor =
        enforcing()
            .context(RequestContext.builder().put("aws:SourceIp", "192.0.2.1").build())
            .build();
    RequestContext context = RequestContext.builder().put("aws:PrincipalTag/team", "a").build();
    EncryptRequest hinted =
        ENCRYPT.toBuilder()
            .overrideConfiguration(
                o ->
                    o.putExecutionAttribute(KmsPolicyAttributes.SOURCE_IP, "203.0.113.7")
                        .putExecutionAttribute(KmsPolicyAttributes.VPC_ENDPOINT_ID, "vpce-1")
                        .putExecutionAttribute(KmsPolicyAttributes.CONTEXT, context))
            .build();
    ExecutionAttributes attributes = attributes(ENCRYPT);
    attributes.putAbsentAttributes(
        hinted.overrideConfiguration().orElseThrow().executionAttributes());
    call(interceptor, hinted, attributes);
    RequestContextOf asked = new RequestContextOf(denying);
    assertThat(asked.get("aws:sourceip")).isEqualTo(ContextValue.of("203.0.113.7"));
    assertThat(asked.get("aws:sourcevpce")).isEqualTo(ContextValue.of("vpce-1"));
    assertThat(asked.get("aws:principaltag/team")).isEqualTo(ContextValue.of("a"));
  }

  private record RequestContextOf(RecordingAuthorizer authorizer) {
    ContextValue get(String key) {
      return Fixtures.value(authorizer.requests.get(0), key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T11:59:00Z, STOPPED",
    "2026-01-01T11:00:00Z, STOPPED",
    "2026-01-01T10:59:59Z, STALE",
    "2026-01-01T12:04:00Z, STOPPED",
    "2026-01-01T12:06:00Z, STALE"
  })
  void freshness_tooOldOrFromTheFuture_stopsNothing(Instant loaded, Disposition expected) {
    KmsPolicyInterceptor interceptor =
        enforcing()
            .ages(() -> Map.of("keys", NOW, "grants", loaded))
            .maximumAge(Duration.ofHours(1))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(expected);
  }

  @Test
  void outdated_keyOfTheCall_stopsNothingHoweverYoungThePoliciesAre() {
    PolicyAgeSource outdated =
        new PolicyAgeSource() {
          @Override
          public Map<String, Instant> loadedAt() {
            return Map.of("keyPolicy", NOW);
          }

          @Override
          public boolean isOutdated(Caller caller, KmsResource resource) {
            return caller.equals(Fixtures.CALLER) && resource.equals(Fixtures.KEY);
          }
        };
    KmsPolicyInterceptor interceptor =
        enforcing()
            .ages(outdated)
            .maximumAge(Duration.ofHours(1))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.STALE);
    assertThat(call(interceptor, encrypt(OTHER_ARN))).isEqualTo(Disposition.STOPPED);
  }

  @Test
  void change_thatThisClientSawSucceed_keepsCallsOnThatKeyGoing() {
    KmsPolicyInterceptor interceptor = observingChanges(Duration.ofMinutes(5));
    grant(interceptor);
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
    assertThat(call(interceptor, encrypt(OTHER_ARN))).isEqualTo(Disposition.STOPPED);
    assertThat(call(interceptor, encrypt("alias/not-known"))).isEqualTo(Disposition.RECENT_CHANGE);
  }

  @Test
  void change_afterTheWindow_isForgotten() {
    KmsPolicyInterceptor interceptor = observingChanges(Duration.ZERO);
    grant(interceptor);
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.STOPPED);
  }

  @Test
  void change_thatFailed_countsOnlyIfItGotNoAnswer() {
    KmsPolicyInterceptor refused = observingChanges(Duration.ofMinutes(5));
    fail(refused, (Exception) KmsException.builder().statusCode(400).build());
    assertThat(call(refused, ENCRYPT)).isEqualTo(Disposition.STOPPED);
    KmsPolicyInterceptor lost = observingChanges(Duration.ofMinutes(5));
    fail(lost, SdkClientException.create("timeout"));
    assertThat(call(lost, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
  }

  @Test
  void change_thatWasNotDecided_bearsOnEveryKey() {
    KmsPolicyInterceptor interceptor = observingChanges(Duration.ofMinutes(5));
    CreateGrantRequest request = CreateGrantRequest.builder().keyId(OTHER_ARN).build();
    ExecutionAttributes attributes =
        attributes(request)
            .putAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS, OTHER_CREDENTIALS);
    interceptor.beforeExecution(() -> request, attributes);
    assertThat(interceptor.counts().undecided()).isOne();
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.STOPPED);
    interceptor.afterExecution(Fixtures.context(request), attributes);
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
  }

  /** The call of an operation that the catalogue does not know. */
  private static void unknownOperation(
      KmsPolicyInterceptor interceptor, String operation, SdkRequest request) {
    ExecutionAttributes attributes =
        attributes(request).putAttribute(SdkExecutionAttribute.OPERATION_NAME, operation);
    interceptor.beforeExecution(() -> request, attributes);
    assertThat(interceptor.counts().undecided()).isOne();
    interceptor.afterExecution(Fixtures.context(request), attributes);
  }

  @Test
  void unknownOperation_thatNamesAKey_keepsCallsOnThatKeyGoing() {
    KmsPolicyInterceptor interceptor = enforcing().build();
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.STOPPED);
    unknownOperation(
        interceptor, "RewriteGrants", CreateGrantRequest.builder().keyId(KEY_ARN).build());
    assertThat(call(interceptor, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
    assertThat(call(interceptor, encrypt(OTHER_ARN))).isEqualTo(Disposition.STOPPED);
  }

  @Test
  void unknownOperation_thatNamesNoKnownKey_keepsAllCallsGoingUnlessItOnlyReads() {
    KmsPolicyInterceptor reading = enforcing().build();
    unknownOperation(reading, "ListNewThings", ListKeysRequest.builder().build());
    assertThat(call(reading, ENCRYPT)).isEqualTo(Disposition.STOPPED);
    KmsPolicyInterceptor changing = enforcing().build();
    unknownOperation(changing, "ReplaceNewThings", ListKeysRequest.builder().build());
    assertThat(call(changing, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
    KmsPolicyInterceptor aliased = enforcing().build();
    unknownOperation(
        aliased, "RewriteGrants", CreateGrantRequest.builder().keyId("alias/unknown").build());
    assertThat(call(aliased, encrypt(OTHER_ARN))).isEqualTo(Disposition.RECENT_CHANGE);
  }

  @Test
  void change_ofAnOtherInterceptorsCall_isNotCountedTwice() {
    KmsPolicyInterceptor first = observingChanges(Duration.ofMinutes(5));
    KmsPolicyInterceptor second = observingChanges(Duration.ofMinutes(5));
    CreateGrantRequest request = CreateGrantRequest.builder().keyId(KEY_ARN).build();
    ExecutionAttributes attributes = attributes(request);
    first.beforeExecution(() -> request, attributes);
    second.beforeExecution(() -> request, attributes);
    second.afterExecution(Fixtures.context(request), attributes);
    first.afterExecution(Fixtures.context(request), attributes);
    assertThat(call(first, ENCRYPT)).isEqualTo(Disposition.RECENT_CHANGE);
    assertThat(call(second, ENCRYPT)).isEqualTo(Disposition.STOPPED);
  }

  private KmsPolicyInterceptor observingChanges(Duration window) {
    return enforcing().mode("CreateGrant", EnforcementMode.OBSERVE).changeWindow(window).build();
  }

  private static void grant(KmsPolicyInterceptor interceptor) {
    CreateGrantRequest request = CreateGrantRequest.builder().keyId(KEY_ARN).build();
    ExecutionAttributes attributes = attributes(request);
    interceptor.beforeExecution(() -> request, attributes);
    interceptor.afterExecution(Fixtures.context(request), attributes);
  }

  private static void fail(KmsPolicyInterceptor interceptor, Exception failure) {
    CreateGrantRequest request = CreateGrantRequest.builder().keyId(KEY_ARN).build();
    ExecutionAttributes attributes = attributes(request);
    interceptor.beforeExecution(() -> request, attributes);
    Context.FailedExecution failed =
        DefaultFailedExecutionContext.builder()
            .interceptorContext(InterceptorContext.builder().request(request).build())
            .exception(failure)
            .build();
    interceptor.onExecutionFailure(failed, attributes);
  }

  @Test
  void caller_notKnown_leavesTheCallUndecided() {
    KmsPolicyInterceptor interceptor =
        enforcing().callers((request, attributes) -> Optional.empty()).build();
    interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    assertThat(interceptor.counts().undecided()).isOne();
    assertThat(denying.requests).isEmpty();
  }

  @Test
  void caller_credentialsOtherThanTheClients_isNotTheConfiguredOne() {
    KmsPolicyInterceptor interceptor = enforcing().build();
    interceptor.beforeExecution(
        () -> ENCRYPT,
        attributes(ENCRYPT)
            .putAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS, OTHER_CREDENTIALS));
    assertThat(interceptor.counts().undecided()).isOne();
  }

  @Test
  void freshness_thatThrows_isAnOwnFailure() {
    KmsPolicyInterceptor interceptor =
        enforcing()
            .ages(
                () -> {
                  throw new IllegalStateException("no state");
                })
            .maximumAge(Duration.ofHours(1))
            .build();
    interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    assertThat(interceptor.counts().failures()).isOne();
  }
}
