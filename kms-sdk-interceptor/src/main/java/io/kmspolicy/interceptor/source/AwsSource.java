package io.kmspolicy.interceptor.source;

import io.kmspolicy.interceptor.request.Signing;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.LayerSet;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import io.kmspolicy.source.TimeSource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicyAgeSource;
import io.kmspolicy.spi.PolicySource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The present policies and keys of one account and Region, loaded from AWS.
 *
 * <p>A layer of a key or caller is loaded in the background when a call first needs it, and again
 * every interval. It is unknown until it is loaded, and stops no call from a failed load to the
 * next successful one. Layers that are off or have no client, session policies, SCPs and RCPs come
 * from another source ({@link Builder#others}). The caller closes the clients. They should not have
 * the interceptor that uses this source; if they have it, their loads are sent without a decision.
 *
 * <pre>{@code
 * AwsSource source =
 *     AwsSource.builder()
 *         .kms(KmsClient.create())
 *         .iam(IamClient.create())
 *         .sts(StsClient.create())
 *         .others(WatchedDirectory.open(Path.of("organization")))
 *         .build();
 * builder.source(source).callers(source);
 * }</pre>
 *
 * <p>Safe for use by many threads. Daemon threads load until the source is closed.
 */
public final class AwsSource
    implements PolicySource, KeyDirectory, CallerSource, SourceState, AutoCloseable {

  private final LayerSet set;
  private final AwsLayers layers;
  private final PolicySource others;
  private final KeyDirectory otherKeys;
  private final PolicyAgeSource ages;
  private final String vpcEndpointId;
  private final String region;
  private final String accountId;
  private final RecentPolicies recent;
  private volatile AwsPolicies policies;

  private AwsSource(Builder given) {
    this.others = given.others;
    this.otherKeys = given.others instanceof KeyDirectory keys ? keys : KeyDirectory.empty();
    this.ages = given.others instanceof PolicyAgeSource aging ? aging : PolicyAgeSource.ageless();
    this.vpcEndpointId = given.vpcEndpointId;
    this.accountId = given.accountId;
    this.region = given.kms == null ? "" : given.kms.serviceClientConfiguration().region().id();
    this.set = new LayerSet(given.settings, TimeSource.system());
    this.layers = new AwsLayers(given, set);
    this.recent = new RecentPolicies(given.settings.maximumSubjects());
    this.policies =
        new AwsPolicies(
            layers,
            vpcEndpointId,
            endpointRegion(given.ec2),
            this::isHere,
            recent,
            others.current());
    layers.keep();
    set.beforeEachTick(layers::keep);
    set.start();
  }

  /** The Region of the client that finds the endpoint, or else that of the client of KMS. */
  private String endpointRegion(@Nullable Ec2Client ec2) {
    try {
      return ec2 == null ? region : ec2.serviceClientConfiguration().region().id();
    } catch (UnsupportedOperationException e) { // the default of a client that wraps another
      return region;
    }
  }

  /** The layers that can be loaded from AWS; all others come from another source. */
  public static Set<SourceLayer> loadableLayers() {
    return EnumSet.complementOf(
        EnumSet.of(
            SourceLayer.SESSION,
            SourceLayer.SERVICE_CONTROL,
            SourceLayer.RESOURCE_CONTROL,
            SourceLayer.DIRECTORY));
  }

  /** The layers that are loaded by default. */
  public static Set<SourceLayer> defaultLayers() {
    Set<SourceLayer> layers = loadableLayers();
    layers.removeAll(EnumSet.of(SourceLayer.KEY_LIST, SourceLayer.KEY_TAGS));
    return layers;
  }

  /** Begins the configuration of a source. */
  public static Builder builder() {
    return new Builder();
  }

  /** The loaded layers, with the present state of the source of all other layers. */
  @Override
  @SuppressWarnings("ReferenceEquality") // A state is compared by identity.
  public PolicySource current() {
    PolicySource state = others.current();
    AwsPolicies before = policies;
    if (before.others() == state) {
      return before;
    }
    AwsPolicies now = before.with(state);
    policies = now;
    return now;
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return current().principal(caller);
  }

  @Override
  public boolean hasVpcEndpointIn(String inRegion) {
    return current().hasVpcEndpointIn(inRegion);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    return current().key(resource, caller);
  }

  @Override
  public String provenance(PolicyType type, Caller caller, KmsResource resource) {
    String own = ownProvenance(type, caller, resource);
    return own.isEmpty() ? others.provenance(type, caller, resource) : own;
  }

  private String ownProvenance(PolicyType type, Caller caller, KmsResource resource) {
    Optional<IamPrincipal> principal = IamPrincipal.of(caller);
    if (type == PolicyType.IDENTITY && layers.identity != null && principal.isPresent()) {
      return layers.identity.provenance(principal.get(), "IAM");
    }
    if (type == PolicyType.PERMISSIONS_BOUNDARY
        && layers.boundary != null
        && principal.isPresent()) {
      return layers.boundary.provenance(principal.get(), "IAM");
    }
    if (type == PolicyType.KEY
        && layers.keyPolicy != null
        && resource instanceof KmsResource.Key key) {
      return layers.keyPolicy.provenance(key, "kms:GetKeyPolicy");
    }
    return type == PolicyType.VPC_ENDPOINT && layers.endpoint != null
        ? layers.endpoint.provenance(vpcEndpointId, "ec2:DescribeVpcEndpoints")
        : "";
  }

  /** Whether the client can load a key: key policies of another account are not readable. */
  private boolean isHere(KmsResource.Owned resource) {
    return resource.region().equals(region)
        && (accountId.isEmpty() || resource.accountId().equals(accountId));
  }

  /** The caller of a request; see {@link #callerOf(AwsCredentialsIdentity)}. */
  @Override
  public Optional<Caller.AccountCaller> callerOf(
      SdkRequest request, ExecutionAttributes attributes) {
    return layers.callers == null || !Signing.isOfSdk(request, attributes)
        ? Optional.empty()
        : RequestCredentials.of(attributes).flatMap(this::callerOf);
  }

  /**
   * The identity to which credentials belong, with the path of the role if it is known.
   *
   * @return empty until it is loaded in the background; and for temporary credentials of a user,
   *     unless {@link SourceLayer#PRINCIPAL} shows that the user has not been renamed since
   */
  public Optional<Caller.AccountCaller> callerOf(AwsCredentialsIdentity credentials) {
    if (layers.callers == null) {
      return Optional.empty();
    }
    CallerCredentials owned = new CallerCredentials(credentials);
    return layers
        .callers
        .get(owned)
        .filter(identity -> identity.isCurrent(owned.isTemporary(), () -> known(identity.caller())))
        .map(identity -> withRolePath(identity.caller()));
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return current().rolePath(session);
  }

  @Override
  public Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller) {
    return detailsOf(caller).map(PrincipalDetails::tags);
  }

  /** The description of the user or role behind a caller; empty until it is loaded. */
  public Optional<PrincipalDetails> detailsOf(Caller caller) {
    return known(caller).flatMap(KnownPrincipal::details);
  }

  private Optional<KnownPrincipal> known(Caller caller) {
    Optional<IamPrincipal> principal = IamPrincipal.of(caller);
    return layers.principals == null || principal.isEmpty()
        ? Optional.empty()
        : layers.principals.get(principal.get());
  }

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    if (!alias.region().equals(region) || (layers.aliases == null && layers.metadata == null)) {
      return otherKeys.keyBehind(alias);
    }
    Optional<KmsResource.Key> listed =
        layers.aliases == null
            ? Optional.empty()
            : layers.aliases.get(AwsLayers.ALL).map(aliases -> aliases.get(alias));
    return listed.isPresent() ? listed : describedKey(alias);
  }

  /** The key of an alias that is not listed, such as one of another account. */
  private Optional<KmsResource.Key> describedKey(KmsResource.Alias alias) {
    Optional<KmsResource.Key> key = described(alias).map(KeyMetadata::key);
    key.ifPresent(known -> layers.wasNamed(known, alias));
    return key;
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String inRegion, String keyId) {
    if (layers.keyList == null || !inRegion.equals(region)) {
      return otherKeys.keyWithId(inRegion, keyId);
    }
    return layers.keyList.get(AwsLayers.ALL).map(keys -> keys.get(keyId));
  }

  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return layers.metadata == null || !key.region().equals(region)
        ? otherKeys.metadata(key)
        : described(key);
  }

  private Optional<KeyMetadata> described(KmsResource.Owned resource) {
    return layers.metadata == null || !resource.region().equals(region)
        ? Optional.empty()
        : layers.metadata.get(resource.arn()).flatMap(found -> found);
  }

  /** The tags of a key; empty until they are loaded. */
  public Optional<Map<String, String>> tagsOf(KmsResource.Key key) {
    return layers.tags == null || !isHere(key)
        ? Optional.empty()
        : layers.tags.get(key).flatMap(found -> found);
  }

  /** Removes the key, or the alias and the lists; all keys if the changed key is unknown. */
  @Override
  public void changed(KmsResource resource) {
    forget(resource);
    others.changed(resource);
  }

  /** Removes the same again: what was loaded meanwhile may be older than the change. */
  @Override
  public void settled(KmsResource resource) {
    forget(resource);
    others.settled(resource);
  }

  /**
   * Waits until the lists, the listed keys and the endpoint are loaded, and everything that was
   * asked for; and the same for the source of all other layers.
   */
  @Override
  public boolean awaitLoaded(Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    return set.awaitLoaded(timeout, layers::areListedKeysKept)
        && others.awaitLoaded(timeout.minusNanos(System.nanoTime() - start));
  }

  /**
   * Makes a load of what the caller and the key are decided on due, unless it is seconds old: also
   * of the aliases, since the call may have named the key by one that points elsewhere now.
   */
  @Override
  public void denied(Caller caller, KmsResource resource) {
    IamPrincipal.of(caller).ifPresent(layers::makeDue);
    layers.makeListsDue();
    if (resource instanceof KmsResource.Key key) {
      layers.makeDue(key);
    }
    others.denied(caller, resource);
  }

  private void forget(KmsResource resource) {
    if (resource instanceof KmsResource.Key key) {
      layers.forget(key);
    } else if (resource instanceof KmsResource.Alias alias) {
      layers.forgetLists();
      layers.forget(alias);
    } else {
      layers.forgetLists();
      layers.forgetKeys();
    }
  }

  @Override
  public Optional<Instant> loadedAt(SourceLayer layer) {
    return set.loadedAt(layer);
  }

  /** The times of this source's layers and of the other source's; the earlier time of two. */
  @Override
  public Map<String, Instant> loadedAt() {
    Map<String, Instant> times = new HashMap<>(ages.loadedAt());
    set.loadedAt().forEach((layer, loaded) -> times.merge(layer, loaded, AwsSource::earlier));
    return times;
  }

  private static Instant earlier(Instant one, Instant two) {
    return one.isBefore(two) ? one : two;
  }

  @Override
  public Set<String> layers() {
    Set<String> layers = new HashSet<>(ages.layers());
    layers.addAll(set.layers());
    return layers;
  }

  @Override
  public Duration maximumAge(String layer) {
    return set.layers().contains(layer) ? set.maximumAge(layer) : ages.maximumAge(layer);
  }

  @Override
  public boolean isOutdated(Caller caller, KmsResource resource) {
    Optional<IamPrincipal> principal = IamPrincipal.of(caller);
    return (principal.isPresent() && layers.isOutdated(principal.get()))
        || (resource instanceof KmsResource.Key key && layers.isOutdated(key))
        || layers.isEndpointOutdated()
        || layers.isOutdated(caller)
        || ages.isOutdated(caller, resource);
  }

  @Override
  public Optional<SourceStatus> status(SourceLayer layer) {
    Optional<SourceStatus> own = set.status(layer);
    return own.isEmpty() && others instanceof SourceState state ? state.status(layer) : own;
  }

  /** The layers that are loaded from AWS, then those of the source of all others. */
  @Override
  public List<SourceStatus> statuses() {
    List<SourceStatus> all = new ArrayList<>(set.statuses());
    if (others instanceof SourceState state) {
      all.addAll(state.statuses());
    }
    return List.copyOf(all);
  }

  /** The layers that are loaded from AWS, and where the others come from. */
  @Override
  public String toString() {
    return "live AWS (" + String.join(", ", new TreeSet<>(set.layers())) + "), others: " + others;
  }

  /** Stops loading. Loaded values are used until they are too old. */
  @Override
  public void close() {
    set.close();
  }

  /** Collects the parts of a source. Not thread-safe. */
  public static final class Builder {

    @Nullable KmsClient kms;
    @Nullable IamClient iam;
    @Nullable StsClient sts;
    @Nullable Ec2Client ec2;
    String vpcEndpointId = "";
    String accountId = "";
    double share = 1;
    PolicySource others = PolicySource.unknown();
    RefreshSettings settings = RefreshSettings.defaults();
    Set<SourceLayer> layers = defaultLayers();

    private Builder() {}

    /** Sets the client for key policies, grants, aliases and key metadata. */
    public Builder kms(KmsClient client) {
      kms = client;
      return this;
    }

    /** Sets the client for identity policies, boundaries, role paths and tags. */
    public Builder iam(IamClient client) {
      iam = client;
      return this;
    }

    /** Sets the client that finds the identity to which credentials belong. */
    public Builder sts(StsClient client) {
      sts = client;
      return this;
    }

    /** Sets the VPC endpoint through which the calls go, and the client for its policy. */
    public Builder vpcEndpoint(Ec2Client client, String endpointId) {
      ec2 = client;
      vpcEndpointId = endpointId;
      return this;
    }

    /** Sets the account of the clients; the default is the account that STS reports. */
    public Builder accountId(String account) {
      accountId = account;
      return this;
    }

    /**
     * Sets which layers are loaded. The default is all except {@link SourceLayer#KEY_LIST}, which
     * loads every key before it is used and resolves bare key ids, and {@link
     * SourceLayer#KEY_TAGS}.
     */
    public Builder layers(Set<SourceLayer> loaded) {
      layers = Set.copyOf(loaded);
      return this;
    }

    /** Sets the source of all other layers, such as SCPs and RCPs; by default they are unknown. */
    public Builder others(PolicySource source) {
      others = source;
      return this;
    }

    /** Sets the times between loads. */
    public Builder refresh(RefreshSettings refreshSettings) {
      settings = refreshSettings;
      return this;
    }

    /**
     * Sets the share of the rates that this source may use, such as 0.1 if ten processes share an
     * account.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder share(double ofRates) {
      if (!(ofRates > 0)) {
        throw new IllegalArgumentException("the share must be positive");
      }
      share = ofRates;
      return this;
    }

    /** Builds the source and starts its threads. */
    public AwsSource build() {
      return new AwsSource(this);
    }
  }
}
