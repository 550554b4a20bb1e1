package io.kmspolicy.interceptor.request;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The part of a client's configuration that bears on its calls: its interceptors, its credentials
 * provider and its endpoint.
 *
 * <p>Each lookup of an execution attribute takes a part of the time that a decision may take.
 * Therefore what is the same for all <em>plain</em> calls of a client is read from the first of
 * them. Thread-safe.
 */
public final class ClientProfile {

  /** The profile of a client whose configuration cannot be read. */
  static final ClientProfile UNREADABLE = new ClientProfile(false, false, false, null);

  /** The beginning of the names of the SDK's own classes. */
  static final String SDK = "software.amazon.awssdk.";

  /** By name: this package does not depend on these classes. */
  private static final Set<String> OWN =
      Set.of(
          "io.kmspolicy.interceptor.KmsPolicyInterceptor",
          "io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor");

  private final boolean alone;

  /** Whether the calls have no execution attribute that the configuration of the client adds. */
  private final boolean withoutAttributes;

  /** Whether the client adds a header to all of its calls that is a condition key. */
  private final boolean addsReferer;

  /** Weak: a strong reference could lead back to the client, which then would never be freed. */
  private final @Nullable WeakReference<Object> credentials;

  /** Of plain calls; null until the first. */
  private volatile @Nullable CallSettings plain;

  /** Of other calls; replaced when a call has others. */
  private volatile @Nullable CallSettings latest;

  /** Whether plain calls are known to be signed with the credentials of the client. */
  private volatile boolean signsPlainCalls;

  /** The SDK keeps an authentication scheme that the plugin of a request adds for later calls. */
  private volatile boolean pluginsMaySign;

  private ClientProfile(
      boolean alone, boolean withoutAttributes, boolean addsReferer, @Nullable Object credentials) {
    this.alone = alone;
    this.addsReferer = addsReferer;
    this.withoutAttributes = withoutAttributes;
    this.credentials = credentials == null ? null : new WeakReference<>(credentials);
  }

  /** Reads the configuration of a client. */
  static ClientProfile of(SdkClient client) {
    try {
      SdkServiceClientConfiguration configuration = client.serviceClientConfiguration();
      Object credentials =
          configuration instanceof AwsServiceClientConfiguration aws
              ? aws.credentialsProvider()
              : null;
      ClientOverrideConfiguration overrides = configuration.overrideConfiguration();
      return new ClientProfile(
          isAlone(overrides.executionInterceptors()),
          overrides.executionAttributes().getAttributes().isEmpty(),
          Referer.isIn(overrides.headers()),
          credentials);
    } catch (RuntimeException | LinkageError e) {
      return UNREADABLE; // Such as the default of `SdkClient`, which is not supported.
    }
  }

  /** A list without an interceptor of this library is not the list of the client's calls. */
  private static boolean isAlone(List<ExecutionInterceptor> interceptors) {
    boolean own = false;
    for (ExecutionInterceptor interceptor : interceptors) {
      String name = interceptor.getClass().getName();
      if (OWN.contains(name)) {
        own = true;
      } else if (!name.startsWith(SDK)) {
        return false;
      }
    }
    return own;
  }

  /**
   * Whether all interceptors of the client are known to belong to the SDK or to this library. Then
   * nothing changes a request between {@code beforeExecution} and its transmission, unless the
   * request carries plugins.
   */
  public boolean isAlone() {
    return alone;
  }

  /**
   * Whether a call has the execution attributes of all other such calls of its client: neither its
   * request nor the configuration of its client sets any, and no other interceptor can.
   */
  public boolean isPlain(SdkRequest request) {
    return alone
        && withoutAttributes
        && request instanceof AwsRequest aws
        && aws.overrideConfiguration().isEmpty();
  }

  /**
   * Whether a call has the credentials, the endpoint and the headers that its client is configured
   * with; false if that is not known. The header of the user agent is a condition key.
   */
  @SuppressWarnings("ReferenceEquality") // one object stands for all clients that cannot be read
  public boolean hasOneIdentity(SdkRequest request) {
    return this != UNREADABLE
        && request instanceof AwsRequest aws
        && aws.overrideConfiguration()
            .map(
                own ->
                    own.credentialsIdentityProvider().isEmpty()
                        && own.plugins().isEmpty()
                        && own.signer().isEmpty()
                        && own.endpointProvider().isEmpty()
                        && own.headers().isEmpty()
                        && own.apiNames().isEmpty())
            .orElse(true);
  }

  /**
   * Where a call goes; null if its Region is not known, or if the application adds a header that is
   * a condition key.
   */
  public @Nullable CallSettings settingsOf(SdkRequest request, ExecutionAttributes attributes) {
    if (addsReferer || Referer.isIn(request)) {
      return null;
    }
    if (!isPlain(request)) {
      CallSettings known = latest;
      CallSettings read = CallSettings.of(request, attributes, known);
      if (!Objects.equals(read, known)) {
        latest = read;
      }
      return read;
    }
    CallSettings known = plain;
    if (known == null) {
      known = CallSettings.of(request, attributes, null);
      plain = known;
    }
    return known;
  }

  /** Whether a call is signed with the credentials of its client; false if that is not known. */
  public boolean signsWithOwnCredentials(SdkRequest request, ExecutionAttributes attributes) {
    if (signsPlainCalls && isPlain(request)) {
      return true;
    }
    boolean signs = Signing.isOfSdk(request, attributes) && signsWithOwnCredentials(attributes);
    if (!signs && ClientProfiles.carriesPlugins(request)) {
      pluginsMaySign = true;
      signsPlainCalls = false;
    } else if (signs && isPlain(request) && !pluginsMaySign) {
      signsPlainCalls = true;
    }
    return signs;
  }

  private boolean signsWithOwnCredentials(ExecutionAttributes attributes) {
    return credentials != null && credentials.refersTo(SigningCredentials.providerIn(attributes));
  }
}
