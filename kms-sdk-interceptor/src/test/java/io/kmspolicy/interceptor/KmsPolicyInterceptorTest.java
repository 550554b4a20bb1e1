package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.CALLER;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

class KmsPolicyInterceptorTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();

  private static KmsPolicyInterceptor enforcing(RecordingAuthorizer authorizer) {
    return Fixtures.interceptor(authorizer).mode(EnforcementMode.ENFORCE).build();
  }

  private static void call(KmsPolicyInterceptor interceptor, SdkRequest request) {
    interceptor.beforeExecution(() -> request, attributes(request));
  }

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"EXPLICIT_DENY", "IMPLICIT_DENY", "DENIED"})
  void enforce_certainDenial_stopsTheCall(Decision decision) {
    KmsPolicyInterceptor interceptor = enforcing(RecordingAuthorizer.answering(decision));
    KmsAccessDeniedException thrown =
        catchThrowableOfType(KmsAccessDeniedException.class, () -> call(interceptor, ENCRYPT));
    assertThat(thrown.call().decision()).isEqualTo(decision);
    assertThat(thrown.call().stopped()).isTrue();
    assertThat(thrown)
        .hasMessageContaining("kms:Encrypt")
        .hasMessageContaining(KEY_ARN)
        .hasMessageContaining(CALLER.arn())
        .hasMessageContaining(decision.text());
    assertThat(interceptor.counts().stopped()).isOne();
    assertThat(interceptor.counts().calls(decision)).isOne();
  }

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"ALLOWED", "INDETERMINATE"})
  void enforce_noCertainDenial_letsTheCallGo(Decision decision) {
    KmsPolicyInterceptor interceptor = enforcing(RecordingAuthorizer.answering(decision));
    assertThatCode(() -> call(interceptor, ENCRYPT)).doesNotThrowAnyException();
    assertThat(interceptor.counts().stopped()).isZero();
    assertThat(interceptor.counts().calls()).isOne();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void observe_anyDecision_letsTheCallGo(Decision decision) {
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(decision)).build();
    assertThatCode(() -> call(interceptor, ENCRYPT)).doesNotThrowAnyException();
    assertThat(interceptor.counts().calls(decision)).isOne();
    assertThat(interceptor.counts().stopped()).isZero();
  }

  @Test
  void enforce_oneOfTwoChecksDenied_stopsTheCallAndNamesThatCheck() {
    RecordingAuthorizer authorizer =
        RecordingAuthorizer.answering(
            request ->
                request.action().equals("kms:ReEncryptTo")
                    ? Decision.IMPLICIT_DENY
                    : Decision.INDETERMINATE);
    ReEncryptRequest request =
        ReEncryptRequest.builder()
            .ciphertextBlob(BYTES)
            .sourceKeyId(KEY_ARN)
            .destinationKeyId(OTHER_ARN)
            .build();
    KmsPolicyInterceptor interceptor = enforcing(authorizer);
    assertThat(
            catchThrowableOfType(KmsAccessDeniedException.class, () -> call(interceptor, request)))
        .hasMessageContaining("kms:ReEncryptTo")
        .hasMessageContaining(OTHER_ARN);
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOWED,       ALLOWED,       ALLOWED",
    "ALLOWED,       INDETERMINATE, INDETERMINATE",
    "INDETERMINATE, DENIED,        DENIED",
    "IMPLICIT_DENY, INDETERMINATE, IMPLICIT_DENY",
    "IMPLICIT_DENY, DENIED,        IMPLICIT_DENY",
    "IMPLICIT_DENY, EXPLICIT_DENY, EXPLICIT_DENY",
    "EXPLICIT_DENY, ALLOWED,       EXPLICIT_DENY"
  })
  void combine_severalChecks_areAsStrictAsTheStrictest(
      Decision first, Decision second, Decision expected) {
    CheckDecision one = asked(first);
    CheckDecision two = asked(second);
    assertThat(CallDecision.combine(List.of(one, two))).isEqualTo(expected);
    assertThat(CallDecision.combine(List.of(two, one))).isEqualTo(expected);
  }

  private static CheckDecision asked(Decision decision) {
    AuthorizationRequest request = Fixtures.asked(ENCRYPT).get(0);
    return new CheckDecision.Evaluated(request, PolicySet.empty(), PolicySet.empty(), decision);
  }

  @Test
  void enforce_grantTokens_letTheCallGo() {
    KmsPolicyInterceptor interceptor =
        enforcing(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY));
    call(interceptor, ENCRYPT.toBuilder().grantTokens("token").build());
    call(interceptor, RetireGrantRequest.builder().grantToken("token").build());
    assertThat(interceptor.counts().calls(Decision.EXPLICIT_DENY)).isEqualTo(2);
    assertThat(interceptor.counts().stopped()).isZero();
  }

  @Test
  void enforce_decryptWithoutKeyId_isAskedAndStoppedOnlyIfCertain() {
    DecryptRequest request = DecryptRequest.builder().ciphertextBlob(BYTES).build();
    KmsPolicyInterceptor open = enforcing(RecordingAuthorizer.answering(Decision.INDETERMINATE));
    assertThatCode(() -> call(open, request)).doesNotThrowAnyException();
    KmsPolicyInterceptor denied = enforcing(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY));
    assertThat(catchThrowableOfType(KmsAccessDeniedException.class, () -> call(denied, request)))
        .hasMessageContaining("an unknown key");
  }

  @Test
  void ownFailure_ofTheAuthorizer_isCountedAndGoesNoFurther() {
    for (Throwable failure :
        List.of(
            new IllegalStateException("broken"), new StackOverflowError(), new LinkageError())) {
      KmsPolicyInterceptor interceptor =
          enforcing(RecordingAuthorizer.answering(throwing(failure)));
      assertThatCode(() -> call(interceptor, ENCRYPT)).doesNotThrowAnyException();
      assertThatCode(() -> call(interceptor, ENCRYPT)).doesNotThrowAnyException();
      assertThat(interceptor.counts().failures()).isEqualTo(2);
      assertThat(interceptor.counts().calls()).isZero();
    }
  }

  private static Function<AuthorizationRequest, Decision> throwing(Throwable failure) {
    return request -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  @Test
  void ownFailure_ofSourceDirectoryOrListener_isCountedAndGoesNoFurther() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    KmsPolicyInterceptor source =
        Fixtures.interceptor(authorizer)
            .source(
                Fixtures.source(
                    (caller, resource) -> {
                      throw new IllegalStateException("no policies");
                    }))
            .build();
    KmsPolicyInterceptor listener =
        Fixtures.interceptor(authorizer)
            .listener(
                decision -> {
                  throw new IllegalStateException("no listener");
                })
            .build();
    assertThatCode(() -> call(source, ENCRYPT)).doesNotThrowAnyException();
    assertThatCode(() -> call(listener, ENCRYPT)).doesNotThrowAnyException();
    assertThat(source.counts().failures()).isOne();
    assertThat(listener.counts().failures()).isOne();
    assertThat(listener.counts().calls()).isOne();
  }

  @Test
  void doubleRegistration_secondInterceptor_leavesTheCallToTheFirst() {
    KmsPolicyInterceptor first = enforcing(RecordingAuthorizer.answering(Decision.ALLOWED));
    KmsPolicyInterceptor second = enforcing(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY));
    ExecutionAttributes attributes = attributes(ENCRYPT);
    first.beforeExecution(() -> ENCRYPT, attributes);
    first.beforeExecution(() -> ENCRYPT, attributes);
    second.beforeExecution(() -> ENCRYPT, attributes);
    assertThat(first.counts().calls()).isOne();
    assertThat(second.counts().calls()).isZero();
  }

  @Test
  void otherServices_requests_areLeftAlone() {
    KmsPolicyInterceptor interceptor =
        enforcing(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY));
    call(interceptor, GetCallerIdentityRequest.builder().build());
    assertThat(interceptor.counts().calls()).isZero();
    assertThat(interceptor.counts().failures()).isZero();
  }

  @Test
  void listenerAndAttribute_everyCall_getTheDecision() {
    List<CallDecision> told = new ArrayList<>();
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.ALLOWED))
            .listener(told::add)
            .build();
    ExecutionAttributes attributes = attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    assertThat(told)
        .singleElement()
        .isSameAs(attributes.getAttribute(KmsPolicyInterceptor.DECISION));
    assertThat(told.get(0).operation()).isEqualTo("Encrypt");
    assertThat(told.get(0).nanos()).isPositive();
    assertThat(told.get(0).checks())
        .extracting(CheckDecision::action)
        .containsExactly("kms:Encrypt");
  }

  @Test
  void attribute_withoutListener_hasNoDuration() {
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.ALLOWED)).build();
    ExecutionAttributes attributes = attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    assertThat(attributes.getAttribute(KmsPolicyInterceptor.DECISION).nanos()).isZero();
  }

  @Test
  void partition_regionsInTurns_isThatOfEach() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    EncryptRequest request =
        EncryptRequest.builder().keyId(Fixtures.KEY_ID).plaintext(BYTES).build();
    KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build();
    List<Region> regions = List.of(Region.CN_NORTH_1, Region.US_WEST_2, Region.CN_NORTH_1);
    regions.forEach(
        region -> interceptor.beforeExecution(() -> request, attributes(request, region)));
    assertThat(authorizer.requests)
        .extracting(asked -> asked.resource().arn().split(":")[1])
        .containsExactly("aws-cn", "aws", "aws-cn");
  }

  @Test
  void partition_ofTheRegion_isInEveryArn() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    EncryptRequest request =
        EncryptRequest.builder().keyId(Fixtures.KEY_ID).plaintext(BYTES).build();
    Fixtures.interceptor(authorizer)
        .build()
        .beforeExecution(() -> request, attributes(request, Region.CN_NORTH_1));
    assertThat(authorizer.requests.get(0).resource().arn())
        .startsWith("arn:aws-cn:kms:cn-north-1:111122223333:key/");
  }

  @Test
  @DisplayName("A Region of a partition that is newer than this version has the caller's partition")
  void partition_notKnown_isThatOfTheCaller() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    EncryptRequest request =
        EncryptRequest.builder().keyId(Fixtures.KEY_ID).plaintext(BYTES).build();
    Fixtures.interceptor(authorizer)
        .caller(Caller.parse("arn:aws-new:iam::111122223333:user/alice"))
        .build()
        .beforeExecution(() -> request, attributes(request, Region.of("xx-north-1")));
    assertThat(authorizer.requests.get(0).resource().arn())
        .startsWith("arn:aws-new:kms:xx-north-1:111122223333:key/");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T11:00:00Z, ALLOWED",
    "2026-01-01T11:54:59Z, ALLOWED",
    "2026-01-01T11:57:00Z, INDETERMINATE",
    "2026-01-01T12:03:00Z, INDETERMINATE",
    "2026-01-01T12:05:01Z, IMPLICIT_DENY",
    "2026-01-01T13:00:00Z, IMPLICIT_DENY"
  })
  void clock_nearABoundary_leavesTheDecisionOpen(Instant now, Decision expected) {
    Instant boundary = Instant.parse("2026-01-01T12:00:00Z");
    RecordingAuthorizer authorizer =
        RecordingAuthorizer.answering(
            request -> {
              ContextValue value = request.context().get("aws:currenttime");
              String text = ((ContextValue.Present) value).values().get(0);
              return Instant.parse(text).isBefore(boundary)
                  ? Decision.ALLOWED
                  : Decision.IMPLICIT_DENY;
            });
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(authorizer).clock(Clock.fixed(now, ZoneOffset.UTC)).build();
    call(interceptor, ENCRYPT);
    assertThat(interceptor.counts().calls(expected)).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {-7200, 7200})
  @DisplayName("A clock that the SDK had to correct is off by that much at most (rule 6.15)")
  void clock_correctedByTheSdk_leavesTheDecisionOpen(int seconds) {
    Instant now = Instant.parse("2026-01-01T12:00:00Z");
    RecordingAuthorizer authorizer =
        RecordingAuthorizer.answering(
            request -> {
              ContextValue value = request.context().get("aws:currenttime");
              Instant time = Instant.parse(((ContextValue.Present) value).values().get(0));
              return Duration.between(time, now).abs().compareTo(Duration.ofHours(2)) >= 0
                  ? Decision.ALLOWED
                  : Decision.IMPLICIT_DENY;
            });
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(authorizer).clock(Clock.fixed(now, ZoneOffset.UTC)).build();
    call(interceptor, ENCRYPT);
    SdkGlobalTime.setGlobalTimeOffset(seconds);
    try {
      call(interceptor, ENCRYPT);
    } finally {
      SdkGlobalTime.setGlobalTimeOffset(0);
    }
    assertThat(interceptor.counts().calls(Decision.IMPLICIT_DENY)).isOne();
    assertThat(interceptor.counts().calls(Decision.ALLOWED)).isOne();
  }

  /** A permission that begins and ends within the error of the clock (rule 6.15). */
  @ParameterizedTest
  @CsvSource({
    "2026-01-01T11:54:59Z, IMPLICIT_DENY",
    "2026-01-01T11:55:00Z, INDETERMINATE",
    "2026-01-01T12:04:00Z, INDETERMINATE",
    "2026-01-01T12:13:00Z, INDETERMINATE",
    "2026-01-01T12:13:01Z, IMPLICIT_DENY"
  })
  void clock_withinAShortPermission_leavesTheDecisionOpen(Instant now, Decision expected) {
    String document =
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"},
         "Action": "kms:*", "Resource": "*", "Condition": {
          "DateGreaterThanEquals": {"aws:CurrentTime": "2026-01-01T12:00:00Z"},
          "DateLessThan": {"aws:CurrentTime": "2026-01-01T12:08:00Z"}}}}
        """;
    PolicyLayer key =
        PolicyLayer.of(new NamedPolicy("key", PolicyReader.forType(PolicyType.KEY).read(document)));
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(Fixtures.source(PolicySet.builder().key(key).build()))
            .mode(EnforcementMode.ENFORCE)
            .clock(Clock.fixed(now, ZoneOffset.UTC))
            .build();
    Throwable thrown =
        catchThrowable(() -> interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT)));
    assertThat(interceptor.counts().calls(expected)).isOne();
    assertThat(thrown != null).isEqualTo(expected.isCertainDenial());
  }

  @Test
  void policies_keyWithUnknownManager_haveNoCertainResourceControl() {
    OrganizationLayer levels = OrganizationLayer.of(new OrganizationLayer.Level("root", List.of()));
    PolicySet known = PolicySet.builder().resourceControl(levels).build();
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    call(Fixtures.interceptor(authorizer).source(Fixtures.source(known)).build(), ENCRYPT);
    assertThat(authorizer.policies.get(0).resourceControl()).isEqualTo(OrganizationLayer.unknown());
    call(
        Fixtures.interceptor(authorizer)
            .source(Fixtures.source(known))
            .keys(Fixtures.directory())
            .build(),
        ENCRYPT);
    assertThat(authorizer.policies.get(1).resourceControl()).isEqualTo(levels);
  }

  /** Rule 4.2: the checks that KMS makes in another Region do not pass the caller's endpoint. */
  @Test
  void policies_checksInAnotherRegion_haveNoCertainEndpoint() {
    PolicyLayer endpoint = PolicyLayer.of();
    PolicySet known = PolicySet.builder().vpcEndpoint(endpoint).build();
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    call(
        Fixtures.interceptor(authorizer).source(Fixtures.source(known)).build(),
        UpdatePrimaryRegionRequest.builder()
            .keyId(Fixtures.MRK_ID)
            .primaryRegion("eu-west-1")
            .build());
    assertThat(authorizer.policies)
        .extracting(PolicySet::vpcEndpoint)
        .containsExactly(endpoint, PolicyLayer.unknown());
    RecordingAuthorizer direct = RecordingAuthorizer.answering(Decision.ALLOWED);
    call(
        Fixtures.interceptor(direct).source(Fixtures.source(PolicySet.empty())).build(),
        UpdatePrimaryRegionRequest.builder()
            .keyId(Fixtures.MRK_ID)
            .primaryRegion("eu-west-1")
            .build());
    assertThat(direct.policies).extracting(PolicySet::vpcEndpoint).containsOnly(PolicyLayer.none());
  }

  @Test
  void policies_tagsOfANewKey_areDecidedByIdentityAlone() {
    CreateKeyRequest request =
        CreateKeyRequest.builder().tags(Tag.builder().tagKey("a").tagValue("b").build()).build();
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    call(Fixtures.interceptor(authorizer).build(), request);
    PolicySet set = authorizer.policies.get(1);
    assertThat(set.key()).isInstanceOf(PolicyLayer.Attached.class);
    assertThat(set.grants()).isEqualTo(GrantLayer.none());
    assertThat(set.identity()).isEqualTo(PolicyLayer.unknown());
  }

  @Test
  void build_partMissingOrServiceAsCaller_saysWhat() {
    assertThatIllegalStateException()
        .isThrownBy(() -> KmsPolicyInterceptor.builder().build())
        .withMessageContaining("`caller`");
    Caller service = Caller.parse("logs.us-east-1.amazonaws.com");
    assertThatIllegalStateException()
        .isThrownBy(() -> KmsPolicyInterceptor.builder().caller(service))
        .withMessageContaining("`logs.us-east-1.amazonaws.com`");
  }
}
