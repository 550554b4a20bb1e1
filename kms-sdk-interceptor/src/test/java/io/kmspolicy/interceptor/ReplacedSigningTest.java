package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeParams;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeProvider;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * A call is not stopped if another part of the application replaces what it is signed with: KMS
 * then sees another caller, or the key of another Region, than the interceptor.
 */
class ReplacedSigningTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final StaticCredentialsProvider OTHER =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOTHER", "secret"));

  private final KmsPolicyInterceptor own =
      Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
          .mode(EnforcementMode.ENFORCE)
          .build();

  /** What a neighbor replaces. */
  enum Part {
    REGION {
      @Override
      void replaceIn(ExecutionAttributes attributes) {
        attributes.putAttribute(AwsExecutionAttribute.AWS_REGION, Region.EU_WEST_1);
      }
    },
    CREDENTIALS {
      @Override
      void replaceIn(ExecutionAttributes attributes) {
        IdentityProviders providers =
            attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
        attributes.putAttribute(
            SdkInternalExecutionAttribute.IDENTITY_PROVIDERS,
            providers.toBuilder().putIdentityProvider(OTHER).build());
      }
    };

    abstract void replaceIn(ExecutionAttributes attributes);
  }

  /** Replaces a part in one hook. */
  private record Neighbor(String hook, Part part) implements ExecutionInterceptor {

    private void in(String now, ExecutionAttributes attributes) {
      if (now.equals(hook)) {
        part.replaceIn(attributes);
      }
    }

    @Override
    public void beforeMarshalling(
        Context.BeforeMarshalling context, ExecutionAttributes attributes) {
      in("beforeMarshalling", attributes);
    }

    @Override
    public void afterMarshalling(Context.AfterMarshalling context, ExecutionAttributes attributes) {
      in("afterMarshalling", attributes);
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      in("modifyHttpRequest", attributes);
      return context.httpRequest();
    }
  }

  /** Puts credentials into each request. */
  private record BringsCredentials(StaticCredentialsProvider credentials)
      implements ExecutionInterceptor {
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      return ((EncryptRequest) context.request())
          .toBuilder().overrideConfiguration(o -> o.credentialsProvider(credentials)).build();
    }
  }

  private void encrypt(List<ExecutionInterceptor> interceptors) {
    try (KmsClient client = client(interceptors).build()) {
      var unused = client.encrypt(ENCRYPT);
    }
  }

  private void encryptAsync(List<ExecutionInterceptor> interceptors) {
    try (KmsAsyncClient client =
        KmsAsyncClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .httpClient(new InMemoryKms())
            .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
            .build()) {
      var unused = client.encrypt(ENCRYPT).join();
    }
  }

  private static KmsClientBuilder client(List<ExecutionInterceptor> interceptors) {
    return KmsClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .httpClient(new InMemoryKms())
        .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor));
  }

  @ParameterizedTest
  @CsvSource({
    "beforeMarshalling, REGION",
    "beforeMarshalling, CREDENTIALS",
    "afterMarshalling, REGION",
    "afterMarshalling, CREDENTIALS",
    "modifyHttpRequest, REGION",
    "modifyHttpRequest, CREDENTIALS"
  })
  @DisplayName("A Region or credentials that are replaced after the decision leave the call open")
  void call_scopeReplacedAfterTheDecision_isSent(String hook, Part part) {
    Neighbor neighbor = new Neighbor(hook, part);

    encrypt(List.of(own, neighbor));
    encryptAsync(List.of(own, neighbor));

    assertThat(own.counts().undecided()).isEqualTo(2);
    assertThat(own.counts().stopped()).isZero();
    assertThat(own.counts().failures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("Credentials that an interceptor puts into the request have an unknown caller")
  void call_credentialsPutIntoTheRequest_isSent(boolean before) {
    BringsCredentials neighbor = new BringsCredentials(OTHER);
    List<ExecutionInterceptor> interceptors =
        before ? List.of(neighbor, own) : List.of(own, neighbor);

    encrypt(interceptors);
    encryptAsync(interceptors);

    assertThat(own.counts().undecided()).isEqualTo(2);
    assertThat(own.counts().stopped()).isZero();
  }

  @Test
  @DisplayName("A request with the credentials of its client is decided")
  void call_sameCredentialsPutIntoTheRequest_isStopped() {
    List<ExecutionInterceptor> interceptors =
        List.of(own, new BringsCredentials(Fixtures.CREDENTIALS));

    assertThatThrownBy(() -> encrypt(interceptors)).isInstanceOf(KmsAccessDeniedException.class);
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  @DisplayName("A neighbor that replaces nothing leaves the denial as it is")
  void call_neighborWithoutEffect_isStopped(Part part) {
    Neighbor neighbor = new Neighbor("never", part);

    assertThatThrownBy(() -> encrypt(List.of(own, neighbor)))
        .isInstanceOf(KmsAccessDeniedException.class);
    assertThat(own.counts().undecided()).isZero();
  }

  @Test
  @DisplayName("Behind a provider of the user's own that chooses the scheme, the caller is unknown")
  void call_ownAuthSchemeProvider_isSent() {
    KmsAuthSchemeProvider sdk = KmsAuthSchemeProvider.defaultProvider();
    KmsAuthSchemeProvider otherRegion =
        new KmsAuthSchemeProvider() {
          @Override
          public List<AuthSchemeOption> resolveAuthScheme(KmsAuthSchemeParams parameters) {
            return sdk.resolveAuthScheme(parameters).stream()
                .map(
                    option ->
                        option.copy(
                            o -> o.putSignerProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")))
                .toList();
          }
        };
    try (KmsClient client = client(List.of(own)).authSchemeProvider(otherRegion).build()) {
      var unused = client.encrypt(ENCRYPT);
    }

    assertThat(own.counts().undecided()).isOne();
  }
}
