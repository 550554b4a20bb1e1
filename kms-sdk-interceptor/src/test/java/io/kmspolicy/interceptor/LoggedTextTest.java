package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** What is logged, reported and thrown holds nothing of what a request keeps secret. */
@Isolated
class LoggedTextTest {

  private static final String SECRET = "very-secret";

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder()
          .keyId(Fixtures.KEY_ARN)
          .plaintext(SdkBytes.fromUtf8String(SECRET + "-plaintext"))
          .encryptionContext(Map.of("patient", SECRET + "-context"))
          .grantTokens(SECRET + "-token")
          .build();

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private EmbeddedKms kms;

  @BeforeEach
  void listen() {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(Fixtures.KEY_ID);
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(before);
    kms.close();
  }

  private String log() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  private Throwable call(KmsPolicyInterceptor interceptor, EncryptRequest request) {
    try (KmsClient client = client(interceptor)) {
      return catchThrowable(() -> client.encrypt(request));
    }
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

  private static InterceptorBuilder deciding(Decision decision) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision));
  }

  @Test
  void drift_isLoggedWithoutValuesOfTheRequest() {
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).explainDenials().build();
    kms.refuse("Encrypt");
    Throwable refusal = call(interceptor, ENCRYPT);
    Eventually.isTrue(
        "the log of the drift, on the thread of explanations",
        () ->
            log()
                .contains(
                    "drift: a call of Encrypt on key/"
                        + Fixtures.KEY_ID
                        + " by role App (111122223333) is allowed here, but KMS refused it for a"
                        + " missing Allow in identity (request id "));
    assertThat(log() + refusal + interceptor.report().text() + interceptor.report().json())
        .doesNotContain(SECRET);
  }

  @Test
  @DisplayName(
      "A drift by another layer is one of another kind; a message without a reason has none")
  void drift_namesTheLayerThatKmsNames() {
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).build();
    kms.refuse("Encrypt", "with an explicit deny in a service control policy: arn:aws:o::1:p-1");
    var unused = call(interceptor, ENCRYPT);
    kms.refuse("Encrypt", "because no permissions boundary allows the kms:Encrypt action");
    unused = call(interceptor, ENCRYPT);
    kms.refuse("Encrypt", "or a resource-based policy explicitly denies access");
    unused = call(interceptor, ENCRYPT);
    for (String answer :
        List.of(" for an explicit Deny in scp", " for a missing Allow in boundary", "")) {
      String line = "is allowed here, but KMS refused it" + answer + " (request id ";
      Eventually.isTrue(line, () -> log().contains(line));
    }
  }

  @Test
  void ownFailure_isLoggedWithItsPlaceButNotItsMessage() {
    Function<io.kmspolicy.model.request.AuthorizationRequest, Decision> failing =
        request -> {
          throw new IllegalStateException(
              "cannot read " + SECRET, new IllegalArgumentException(SECRET));
        };
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(failing)).build();
    assertThat(call(interceptor, ENCRYPT)).isNull();
    assertThat(log())
        .contains("a KMS call could not be checked")
        .contains("java.lang.IllegalStateException")
        .contains("Caused by")
        .contains("LoggedTextTest")
        .doesNotContain(SECRET);
  }

  @Test
  void denials_sayNothingOfTheRequestsValues() {
    EncryptRequest plain = ENCRYPT.toBuilder().grantTokens(java.util.List.of()).build();
    KmsPolicyInterceptor stopping =
        deciding(Decision.EXPLICIT_DENY).mode(EnforcementMode.ENFORCE).build();
    Throwable stopped = call(stopping, plain);
    assertThat(stopped).isInstanceOf(KmsAccessDeniedException.class);
    KmsPolicyInterceptor remembering =
        deciding(Decision.INDETERMINATE).rememberDenials(Duration.ofMinutes(1)).build();
    kms.refuse("Encrypt");
    Throwable refused;
    Throwable remembered;
    try (KmsClient client = client(remembering)) {
      refused = catchThrowable(() -> client.encrypt(plain));
      remembered = catchThrowable(() -> client.encrypt(plain));
    }
    assertThat(remembered).isInstanceOf(KmsAccessDeniedException.class);
    assertThat(log() + stopped + refused + remembered).doesNotContain(SECRET);
    assertThat(((KmsAccessDeniedException) stopped).call().checks().get(0).toString())
        .doesNotContain(SECRET);
  }
}
