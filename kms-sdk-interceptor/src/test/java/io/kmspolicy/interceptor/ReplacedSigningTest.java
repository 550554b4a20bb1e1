package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SelectedAuthScheme;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.scheme.NoAuthAuthScheme;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeParams;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeProvider;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A call is not stopped if another part of the application replaces what it is signed with: KMS
 * then sees another caller, or the key of another Region, than the interceptor.
 */
@SuppressWarnings("deprecation") // Applications still use the attributes of signers.
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
    },
    SIGNING_REGION {
      @Override
      void replaceIn(ExecutionAttributes attributes) {
        attributes.putAttribute(AwsSignerExecutionAttribute.SIGNING_REGION, Region.EU_WEST_1);
      }
    },
    GIVEN_CREDENTIALS {
      @Override
      void replaceIn(ExecutionAttributes attributes) {
        attributes.putAttribute(
            AwsSignerExecutionAttribute.AWS_CREDENTIALS, OTHER.resolveCredentials());
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
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      in("beforeExecution", attributes);
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
    "modifyHttpRequest, CREDENTIALS",
    "beforeExecution, SIGNING_REGION",
    "beforeMarshalling, SIGNING_REGION",
    "afterMarshalling, SIGNING_REGION",
    "modifyHttpRequest, SIGNING_REGION",
    "beforeExecution, GIVEN_CREDENTIALS",
    "beforeMarshalling, GIVEN_CREDENTIALS",
    "afterMarshalling, GIVEN_CREDENTIALS",
    "modifyHttpRequest, GIVEN_CREDENTIALS"
  })
  @DisplayName("A Region or credentials that another interceptor replaces leave the call open")
  void call_scopeReplaced_isSent(String hook, Part part) {
    Neighbor neighbor = new Neighbor(hook, part);

    encrypt(List.of(own, neighbor));
    encryptAsync(List.of(own, neighbor));

    assertThat(own.counts().undecided()).isEqualTo(2);
    assertThat(own.counts().stopped()).isZero();
    assertThat(own.counts().failures()).isZero();
  }

  @Test
  @DisplayName("Credentials that an interceptor has put before this one's turn leave the call open")
  void call_credentialsGivenBefore_isSent() {
    Neighbor neighbor = new Neighbor("beforeExecution", Part.GIVEN_CREDENTIALS);

    encrypt(List.of(neighbor, own));
    encryptAsync(List.of(neighbor, own));

    assertThat(own.counts().stopped()).isZero();
    assertThat(own.counts().undecided()).isEqualTo(2);
  }

  @Test
  @DisplayName("Observed, such a call does not count as one that would be stopped")
  void call_observedAndSignedForAnotherRegion_isUndecided() {
    own.switchMode(EnforcementMode.OBSERVE);

    encrypt(List.of(own, new Neighbor("afterMarshalling", Part.SIGNING_REGION)));

    assertThat(own.counts().calls(Disposition.OBSERVED)).isZero();
    assertThat(own.counts().undecided()).isOne();
  }

  @Test
  @DisplayName("A refusal of other credentials is not remembered as one of the client's")
  void refusal_ofReplacedCredentials_isNotRemembered() {
    KmsPolicyInterceptor remembering =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.INDETERMINATE))
            .mode(EnforcementMode.ENFORCE)
            .rememberDenials(Duration.ofMinutes(1))
            .build();
    AtomicBoolean replaces = new AtomicBoolean(true);
    ExecutionInterceptor neighbor =
        new ExecutionInterceptor() {
          @Override
          public void afterMarshalling(
              Context.AfterMarshalling context, ExecutionAttributes attributes) {
            if (replaces.get()) {
              Part.GIVEN_CREDENTIALS.replaceIn(attributes);
            }
          }
        };
    InMemoryKms kms = new InMemoryKms();
    kms.errorCode = "AccessDeniedException";
    try (KmsClient client = client(List.of(remembering, neighbor)).httpClient(kms).build()) {
      assertThatThrownBy(() -> client.encrypt(ENCRYPT)).isExactlyInstanceOf(KmsException.class);
      replaces.set(false);
      assertThatThrownBy(() -> client.encrypt(ENCRYPT)).isExactlyInstanceOf(KmsException.class);
      assertThatThrownBy(() -> client.encrypt(ENCRYPT))
          .isInstanceOf(KmsAccessDeniedException.class);
    }
    assertThat(kms.bodies).hasSize(2);
  }

  @Test
  @DisplayName(
      "Other credentials as an attribute of the client leave its calls open, if they count")
  void call_credentialsOfTheClientsAttributes_isSent() {
    String signed = signedWithAttribute();
    try (KmsClient client = withAttribute(own, new InMemoryKms())) {
      if (signed.contains("AKIDOTHER")) {
        var unused = client.encrypt(ENCRYPT);
        assertThat(own.counts().undecided()).isOne();
      } else { // An older SDK, which does not heed the attribute.
        assertThatThrownBy(() -> client.encrypt(ENCRYPT))
            .isInstanceOf(KmsAccessDeniedException.class);
      }
    }
  }

  private static String signedWithAttribute() {
    InMemoryKms kms = new InMemoryKms();
    try (KmsClient client = withAttribute(new Neighbor("never", Part.REGION), kms)) {
      var unused = client.encrypt(ENCRYPT);
    }
    return kms.authorizations.get(0);
  }

  private static KmsClient withAttribute(ExecutionInterceptor interceptor, InMemoryKms kms) {
    return KmsClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .httpClient(kms)
        .overrideConfiguration(
            o ->
                o.addExecutionInterceptor(interceptor)
                    .putExecutionAttribute(
                        AwsSignerExecutionAttribute.AWS_CREDENTIALS, OTHER.resolveCredentials()))
        .build();
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
    try (KmsClient client = client(List.of(own)).authSchemeProvider(otherRegion()).build()) {
      var unused = client.encrypt(ENCRYPT);
    }

    assertThat(own.counts().undecided()).isOne();
  }

  /** Leaves the signature to a gateway, which knows the application by a token. */
  private record LeavesSigningToGateway(String authorization) implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      NoAuthAuthScheme scheme = NoAuthAuthScheme.create();
      attributes.putAttribute(
          SdkInternalExecutionAttribute.SELECTED_AUTH_SCHEME,
          new SelectedAuthScheme<>(
              scheme.identityProvider(IdentityProviders.builder().build()).resolveIdentity(),
              scheme.signer(),
              AuthSchemeOption.builder().schemeId(scheme.schemeId()).build()));
      return authorization.isEmpty()
          ? context.httpRequest()
          : context.httpRequest().copy(o -> o.putHeader("Authorization", authorization));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer token"})
  @DisplayName("A call that another interceptor leaves to a gateway to sign is sent")
  void call_signatureReplaced_isSent(String authorization) {
    InMemoryKms kms = new InMemoryKms();
    List<ExecutionInterceptor> interceptors =
        List.of(own, new LeavesSigningToGateway(authorization));
    try (KmsClient client = client(interceptors).httpClient(kms).build()) {
      var unused = client.encrypt(ENCRYPT);
    }
    assertThat(String.join("", kms.authorizations)).isEqualTo(authorization);
    assertThat(own.counts().undecided()).isOne();
  }

  @Test
  @DisplayName("An endpoint and a signature of the user's own may belong to another Region")
  void call_ownEndpointAndAuthSchemeProvider_isSentWhoeverCalls() {
    KmsPolicyInterceptor knowing =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .callers((request, attributes) -> Optional.of((Caller.AccountCaller) Fixtures.CALLER))
            .mode(EnforcementMode.ENFORCE)
            .build();
    URI elsewhere = URI.create("https://kms.eu-west-1.amazonaws.com");
    try (KmsClient own = client(List.of(knowing)).authSchemeProvider(otherRegion()).build();
        KmsClient both =
            client(List.of(knowing))
                .authSchemeProvider(otherRegion())
                .endpointOverride(elsewhere)
                .build()) {
      assertThatThrownBy(() -> own.encrypt(ENCRYPT)).isInstanceOf(KmsAccessDeniedException.class);
      var unused = both.encrypt(ENCRYPT);
    }
    assertThat(knowing.counts().undecided()).isOne();
  }

  private static KmsAuthSchemeProvider otherRegion() {
    KmsAuthSchemeProvider sdk = KmsAuthSchemeProvider.defaultProvider();
    return new KmsAuthSchemeProvider() {
      @Override
      public List<AuthSchemeOption> resolveAuthScheme(KmsAuthSchemeParams parameters) {
        return sdk.resolveAuthScheme(parameters).stream()
            .map(
                option ->
                    option.copy(o -> o.putSignerProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")))
            .toList();
      }
    };
  }
}
