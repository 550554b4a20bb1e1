package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProperty;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeParams;
import software.amazon.awssdk.services.kms.auth.scheme.KmsAuthSchemeProvider;

/** A provider without a cache, such as one that assumes a role, is asked once for each call. */
class CredentialsOnceTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Caller.AccountCaller CALLER =
      (Caller.AccountCaller) Caller.parse("arn:aws:iam::111122223333:user/alice");

  private final AtomicInteger resolved = new AtomicInteger();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final FakeAws aws = new FakeAws();
  private KmsPolicyInterceptor interceptor =
      KmsPolicyInterceptor.builder()
          .callers((r, a) -> Optional.empty())
          .source(PolicySource.unknown())
          .build();

  private AwsCredentials next() {
    return AwsBasicCredentials.create("AKIA" + resolved.incrementAndGet(), "secret");
  }

  /** Finds callers by their credentials, as live AWS does. */
  private final CallerSource byCredentials =
      new CallerSource() {
        @Override
        public Optional<Caller.AccountCaller> callerOf(
            SdkRequest request, ExecutionAttributes attributes) {
          Optional<String> id =
              RequestCredentials.of(attributes).map(credentials -> credentials.accessKeyId());
          id.ifPresent(seen::add);
          return id.map(known -> CALLER);
        }
      };

  /** An interceptor that changes requests, so that the decision is made in a later hook. */
  private static final class Neighbor implements ExecutionInterceptor {
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      return context.request();
    }
  }

  private void call(AwsCredentialsProvider provider, boolean neighbor) {
    call(provider, neighbor, KmsAuthSchemeProvider.defaultProvider());
  }

  private void call(
      IdentityProvider<? extends AwsCredentialsIdentity> provider,
      boolean neighbor,
      KmsAuthSchemeProvider schemes) {
    aws.service = (operation, body) -> FakeAws.Answer.ok("{\"KeyId\":\"" + KEY + "\"}");
    interceptor =
        KmsPolicyInterceptor.builder()
            .callers(byCredentials)
            .source(PolicySource.unknown())
            .build();
    try (KmsClient kms =
        KmsClient.builder()
            .httpClient(aws)
            .region(Region.US_WEST_2)
            .credentialsProvider(provider)
            .authSchemeProvider(schemes)
            .overrideConfiguration(
                o -> {
                  o.addExecutionInterceptor(interceptor);
                  if (neighbor) {
                    o.addExecutionInterceptor(new Neighbor());
                  }
                })
            .build()) {
      var unused = kms.encrypt(r -> r.keyId(KEY).plaintext(SdkBytes.fromUtf8String("text")));
    }
    assertThat(interceptor.counts().calls()).isOne();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("The credentials of a call are resolved once, and the call is signed with them")
  void callerOf_providerWithoutACache_isAskedOnce(boolean neighbor) {
    call(this::next, neighbor);
    assertThat(resolved).hasValue(1);
    assertThat(seen).containsExactly("AKIA1");
    assertThat(aws.authorization).contains("Credential=AKIA1/");
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("no credentials today"),
        new NoClassDefFoundError("of a provider"),
        new AssertionError("of a provider"),
        new IOException("of a provider in Kotlin"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("Credentials that cannot be resolved are asked for once, and the SDK tells why")
  void callerOf_failingProvider_isAskedOnce(Throwable failure) {
    for (boolean neighbor : new boolean[] {false, true}) {
      resolved.set(0);
      Throwable thrown =
          catchThrowable(
              () ->
                  call(
                      () -> {
                        resolved.incrementAndGet();
                        CredentialsOnceTest.<RuntimeException>sneak(failure);
                        return next();
                      },
                      neighbor));
      if (failure instanceof IOException) { // newer SDKs wrap what is checked
        assertThat(thrown instanceof IOException ? thrown : thrown.getCause()).isSameAs(failure);
      } else {
        assertThat(thrown).isSameAs(failure);
      }
      assertThat(resolved).hasValue(1);
      assertThat(interceptor.counts().failures()).isZero();
    }
    assertThat(seen).isEmpty();
  }

  @Test
  @DisplayName("Anonymous credentials belong to nobody")
  void callerOf_anonymousCredentials_isEmpty() {
    ExecutionAttributes attributes =
        new ExecutionAttributes()
            .putAttribute(
                SdkInternalExecutionAttribute.IDENTITY_PROVIDERS,
                IdentityProviders.builder()
                    .putIdentityProvider(AnonymousCredentialsProvider.create())
                    .build());

    assertThat(RequestCredentials.of(attributes)).isEmpty();
  }

  @Test
  @DisplayName("Each call resolves credentials of its own")
  void callerOf_secondCall_asksAgain() {
    call(this::next, false);
    call(this::next, false);
    assertThat(resolved).hasValue(2);
    assertThat(seen).containsExactly("AKIA1", "AKIA2");
  }

  /** Credentials of a tenant, whom the choice of the authentication scheme names. */
  private static final class OfTenant implements IdentityProvider<AwsCredentialsIdentity> {

    private static final IdentityProperty<String> TENANT =
        IdentityProperty.create(OfTenant.class, "Tenant");

    @Override
    public Class<AwsCredentialsIdentity> identityType() {
      return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(
        ResolveIdentityRequest request) {
      return CompletableFuture.completedFuture(
          AwsBasicCredentials.create("AKIA" + request.property(TENANT), "secret"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A call is signed with the credentials of its identity properties")
  void callerOf_identityProperties_areNotLost(boolean neighbor) {
    KmsAuthSchemeProvider sdk = KmsAuthSchemeProvider.defaultProvider();
    KmsAuthSchemeProvider schemes =
        new KmsAuthSchemeProvider() {
          @Override
          public List<AuthSchemeOption> resolveAuthScheme(KmsAuthSchemeParams parameters) {
            return sdk.resolveAuthScheme(parameters).stream()
                .map(option -> option.copy(o -> o.putIdentityProperty(OfTenant.TENANT, "A")))
                .toList();
          }
        };

    call(new OfTenant(), neighbor, schemes);

    assertThat(aws.authorization).contains("Credential=AKIAA/");
  }
}
