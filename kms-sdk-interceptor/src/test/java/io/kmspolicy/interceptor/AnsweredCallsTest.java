package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.Drift;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/** What the interceptor makes of the answers of KMS, through real clients and HTTP. */
class AnsweredCallsTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder()
          .keyId(KEY_ARN)
          .plaintext(BYTES)
          .encryptionContext(Map.of("purpose", "secret-value"))
          .build();

  private EmbeddedKms kms;
  private final List<Drift> drifts = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(Fixtures.KEY_ID);
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private InterceptorBuilder deciding(Decision decision) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision)).driftListener(drifts::add);
  }

  private KmsClient client(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private void call(KmsPolicyInterceptor interceptor, boolean async) {
    if (!async) {
      try (KmsClient client = client(interceptor)) {
        client.encrypt(ENCRYPT);
      }
      return;
    }
    try (KmsAsyncClient client =
        KmsAsyncClient.builder()
            .httpClient(NettyNioAsyncHttpClient.create())
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .endpointOverride(kms.endpoint())
            .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
            .build()) {
      client.encrypt(ENCRYPT).join();
    }
  }

  /** Drifts are reported on the thread of explanations. */
  private void awaitDrifts(int count) {
    Eventually.isTrue(count + " drifts", () -> drifts.size() >= count);
  }

  private static long count(KmsPolicyInterceptor interceptor, DriftFinding finding) {
    return interceptor.report().rows().get(0).count(finding);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allowedHere_refusedByKms_isDrift(boolean async) {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).build();
    assertThat(catchThrowable(() -> call(interceptor, async)))
        .isInstanceOfAny(KmsException.class, CompletionException.class);
    assertThat(count(interceptor, DriftFinding.DRIFT_REFUSED)).isOne();
    awaitDrifts(1);
    assertThat(drifts)
        .singleElement()
        .extracting(Drift::finding)
        .isEqualTo(DriftFinding.DRIFT_REFUSED);
    assertThat(drifts.get(0).requestId()).isNotEmpty();
    assertThat(drifts.get(0).explanation()).contains("kms:Encrypt").doesNotContain("secret-value");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deniedHere_successful_isDrift(boolean async) {
    KmsPolicyInterceptor interceptor = deciding(Decision.IMPLICIT_DENY).build();
    call(interceptor, async);
    call(interceptor, async);
    assertThat(count(interceptor, DriftFinding.DRIFT_SUCCEEDED)).isEqualTo(2);
    awaitDrifts(2);
    assertThat(drifts).hasSize(2);
    assertThat(interceptor.report().drift()).isEqualTo(2);
  }

  @Test
  void answers_thatAgreeOrAreOpen_areNoDrift() {
    KmsPolicyInterceptor allowed = deciding(Decision.ALLOWED).build();
    call(allowed, false);
    assertThat(count(allowed, DriftFinding.CONFIRMED_ALLOWED)).isOne();
    KmsPolicyInterceptor open = deciding(Decision.INDETERMINATE).build();
    call(open, false);
    assertThat(count(open, DriftFinding.INDETERMINATE_SUCCEEDED)).isOne();
    kms.refuse("Encrypt");
    KmsPolicyInterceptor denied = deciding(Decision.EXPLICIT_DENY).build();
    assertThatThrownBy(() -> call(denied, false)).isInstanceOf(KmsException.class);
    assertThat(count(denied, DriftFinding.CONFIRMED_DENIED)).isOne();
    assertThat(drifts).isEmpty();
  }

  @Test
  void assertion_thatALaterDriftLeansOn_isDoubted() {
    AtomicBoolean grantsKnown = new AtomicBoolean(true);
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(
                Fixtures.source(
                    (caller, resource) ->
                        PolicySet.builder()
                            .grants(grantsKnown.get() ? GrantLayer.none() : GrantLayer.unknown())
                            .build()))
            .assertion(Assertion.parse("no-grants"))
            .driftListener(drifts::add)
            .build();
    call(interceptor, false);
    assertThat(count(interceptor, DriftFinding.DRIFT_SUCCEEDED)).isOne();
    awaitDrifts(1);
    assertThat(interceptor.report().doubtedAssertions()).isEmpty();
    assertThat(drifts.get(0).explanation()).doesNotContain("leaning");
    grantsKnown.set(false);
    call(interceptor, false);
    awaitDrifts(2);
    assertThat(interceptor.report().doubtedAssertions()).containsExactly("no-grants");
    assertThat(interceptor.report().text()).contains("drift depended on the assertion `no-grants`");
    assertThat(drifts.get(1).explanation()).contains("based on the assertion `no-grants`");
  }

  @Test
  void stalePolicies_excuseADifference() {
    KmsPolicyInterceptor interceptor =
        deciding(Decision.IMPLICIT_DENY)
            .ages(() -> Map.of("keys", Instant.EPOCH))
            .maximumAge(Duration.ofHours(1))
            .build();
    call(interceptor, false);
    assertThat(count(interceptor, DriftFinding.EXCUSED)).isOne();
    assertThat(drifts).isEmpty();
  }

  @Test
  void driftListener_thatThrows_breaksNothing() {
    KmsPolicyInterceptor interceptor =
        deciding(Decision.IMPLICIT_DENY)
            .driftListener(
                drift -> {
                  throw new IllegalStateException("no listener");
                })
            .build();
    call(interceptor, false);
    Eventually.isTrue("the failure", () -> interceptor.counts().failures() == 1);
  }

  @Test
  void report_textAndJson_holdTheFindings() {
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).build();
    call(interceptor, false);
    assertThat(interceptor.report().text()).contains("Encrypt").contains("confirmedAllowed");
    assertThat(interceptor.report().json())
        .startsWith(
            "{\"drift\":0,\"operations\":[{\"operation\":\"Encrypt\",\"mode\":\"OBSERVE\","
                + "\"confirmedAllowed\":1,")
        .endsWith("],\"doubtedAssertions\":[]}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void explainDenials_refusalOfKms_isExplainedAndKeepsItsRequestId(boolean async) {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = deciding(Decision.INDETERMINATE).explainDenials().build();
    Throwable thrown = catchThrowable(() -> call(interceptor, async));
    KmsException refusal = (KmsException) (async ? thrown.getCause() : thrown);
    assertThat(refusal).hasMessageContaining("[here: kms:Encrypt indeterminate: ");
    assertThat(refusal.requestId()).isNotNull();
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(count(interceptor, DriftFinding.INDETERMINATE_REFUSED)).isOne();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void denyAtBeforeTransmission_sendsNothingAndKeepsTheException(boolean async) {
    KmsPolicyInterceptor interceptor =
        deciding(Decision.EXPLICIT_DENY)
            .mode(EnforcementMode.ENFORCE)
            .denyAt(DenialPoint.BEFORE_TRANSMISSION)
            .build();
    Throwable thrown = catchThrowable(() -> call(interceptor, async));
    assertThat(async ? thrown.getCause() : thrown).isInstanceOf(KmsAccessDeniedException.class);
    assertThat(kms.requests()).isZero();
    assertThat(interceptor.report().rows()).isEmpty();
  }

  @Test
  void rememberDenials_sameCall_isStoppedWithoutPolicies() {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = remembering();
    try (KmsClient client = client(interceptor)) {
      KmsException first = catchThrowableOfType(KmsException.class, () -> client.encrypt(ENCRYPT));
      assertThat(catchThrowableOfType(KmsException.class, () -> client.encrypt(ENCRYPT)))
          .isInstanceOf(KmsAccessDeniedException.class)
          .hasMessageContaining("KMS refused the same call")
          .hasMessageContaining(first.requestId());
      assertThat(kms.requests()).isOne();
      EncryptRequest other = ENCRYPT.toBuilder().encryptionContext(Map.of("a", "b")).build();
      assertThatThrownBy(() -> client.encrypt(other)).isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> client.encrypt(bypassing())).isInstanceOf(KmsException.class);
      assertThat(kms.requests()).isEqualTo(3);
    }
    assertThat(interceptor.counts().calls(Disposition.REMEMBERED)).isOne();
  }

  @Test
  void rememberDenials_otherClientOrCredentials_areAsked() {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = remembering();
    EncryptRequest otherwise =
        ENCRYPT.toBuilder()
            .overrideConfiguration(
                o ->
                    o.credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create("another", "secret"))))
            .build();
    try (KmsClient one = client(interceptor);
        KmsClient another = client(interceptor)) {
      assertThatThrownBy(() -> one.encrypt(ENCRYPT)).isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> another.encrypt(ENCRYPT)).isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> one.encrypt(otherwise)).isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> one.encrypt(otherwise)).isInstanceOf(KmsException.class);
      assertThat(kms.requests()).isEqualTo(4);
    }
    assertThat(interceptor.counts().calls(Disposition.REMEMBERED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusal_ofACiphertext_isNeitherRememberedNorDrift(boolean explained) {
    InMemoryKms memory = new InMemoryKms();
    memory.errorCode = "AccessDeniedException";
    memory.errorMessage =
        "The ciphertext refers to a customer master key that does not exist, does not exist in"
            + " this region, or you are not allowed to access.";
    InterceptorBuilder builder = deciding(Decision.ALLOWED).rememberDenials(Duration.ofMinutes(1));
    KmsPolicyInterceptor interceptor =
        explained ? builder.explainDenials().build() : builder.build();
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(memory)
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
            .build()) {
      assertThatThrownBy(() -> client.decrypt(r -> r.keyId(KEY_ARN).ciphertextBlob(BYTES)))
          .isInstanceOf(KmsException.class);
      memory.errorCode = "";
      var unused = client.decrypt(r -> r.keyId(KEY_ARN).ciphertextBlob(BYTES));
    }
    assertThat(count(interceptor, DriftFinding.EXCUSED)).isOne();
    assertThat(count(interceptor, DriftFinding.CONFIRMED_ALLOWED)).isOne();
    assertThat(interceptor.counts().failures()).isZero();
  }

  private static KmsPolicyInterceptor remembering() {
    return KmsPolicyInterceptor.builder()
        .caller(Fixtures.CALLER)
        .rememberDenials(Duration.ofMinutes(1))
        .build();
  }

  private static EncryptRequest bypassing() {
    return ENCRYPT.toBuilder()
        .overrideConfiguration(o -> o.putExecutionAttribute(KmsPolicyAttributes.BYPASS, true))
        .build();
  }
}
