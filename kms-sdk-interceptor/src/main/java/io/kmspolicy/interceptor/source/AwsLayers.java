package io.kmspolicy.interceptor.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.LayerCache;
import io.kmspolicy.source.LayerLoader;
import io.kmspolicy.source.LayerSet;
import io.kmspolicy.source.SourceException;
import io.kmspolicy.source.SourceLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The layers that a live source loads. A layer that is off or has no client is null. */
final class AwsLayers {

  /** The only subject of layers that are loaded as a whole. */
  static final String ALL = "all";

  /** The alias that named a key last, of those that are not listed but described. */
  private final Cache<KmsResource.Key, String> names;

  final @Nullable LayerCache<CallerCredentials, CallerIdentity> callers;
  final @Nullable LayerCache<IamPrincipal, KnownPrincipal> principals;
  final @Nullable LayerCache<IamPrincipal, PolicyLayer> identity;
  final @Nullable LayerCache<IamPrincipal, PolicyLayer> boundary;
  final @Nullable LayerCache<KmsResource.Key, PolicyLayer> keyPolicy;
  final @Nullable LayerCache<KmsResource.Key, GrantLayer> grants;
  final @Nullable LayerCache<String, Optional<KeyMetadata>> metadata;
  final @Nullable LayerCache<KmsResource.Key, Optional<Map<String, String>>> tags;
  final @Nullable LayerCache<String, Map<KmsResource.Alias, KmsResource.Key>> aliases;
  final @Nullable LayerCache<String, Map<String, KmsResource.Key>> keyList;
  final @Nullable LayerCache<String, PolicyLayer> endpoint;

  private final AwsSource.Builder given;
  private final LayerSet layers;

  /** The list whose keys were added to the layers last. Only the refreshing thread sets it. */
  private volatile Map<String, KmsResource.Key> kept = Map.of();

  private long keptAt;

  AwsLayers(AwsSource.Builder given, LayerSet layers) {
    this.given = given;
    this.layers = layers;
    this.names =
        Caffeine.newBuilder()
            .maximumSize(given.settings.maximumSubjects())
            .executor(Runnable::run)
            .build();
    AwsCalls calls = new AwsCalls(given.share);
    LayerInterner interner = new LayerInterner();
    StsLoaders sts = given.sts == null ? null : new StsLoaders(given.sts, calls);
    Supplier<String> account = account(sts);
    IamLoaders iam = given.iam == null ? null : new IamLoaders(given.iam, calls, interner);
    KmsLoaders kms = given.kms == null ? null : new KmsLoaders(given.kms, calls, interner);
    EndpointLoader ec2 = given.ec2 == null ? null : new EndpointLoader(given.ec2, calls);
    this.callers =
        sts == null || !given.layers.contains(SourceLayer.CALLER)
            ? null
            : layers.add(
                SourceLayer.CALLER,
                AwsFailures.described(sts::caller),
                CallerCredentials::isTemporary);
    this.principals = layer(SourceLayer.PRINCIPAL, iam == null ? null : own(account, iam::known));
    this.identity =
        layer(SourceLayer.IDENTITY, iam == null ? null : ownPolicies(account, iam::identity));
    this.boundary =
        layer(
            SourceLayer.PERMISSIONS_BOUNDARY,
            iam == null ? null : ownPolicies(account, iam::permissionsBoundary));
    this.keyPolicy = layer(SourceLayer.KEY_POLICY, kms == null ? null : kms::keyPolicy);
    this.grants = layer(SourceLayer.GRANTS, kms == null ? null : kms::grants);
    this.metadata = layer(SourceLayer.KEY_METADATA, kms == null ? null : kms::describe);
    this.tags = layer(SourceLayer.KEY_TAGS, kms == null ? null : kms::tags);
    this.aliases = layer(SourceLayer.ALIASES, kms == null ? null : all -> kms.aliases());
    this.keyList = layer(SourceLayer.KEY_LIST, kms == null ? null : all -> kms.keys());
    this.endpoint = layer(SourceLayer.VPC_ENDPOINT, ec2);
  }

  private <K, V> @Nullable LayerCache<K, V> layer(
      SourceLayer layer, @Nullable LayerLoader<K, V> loader) {
    return loader == null || !given.layers.contains(layer)
        ? null
        : layers.add(layer, AwsFailures.described(loader));
  }

  private Supplier<String> account(@Nullable StsLoaders sts) {
    String stated = given.accountId;
    if (!stated.isEmpty()) {
      return () -> stated;
    }
    return () -> {
      if (sts == null) {
        throw new SourceException("neither the account nor an STS client is given");
      }
      return sts.account();
    };
  }

  /** Loads principals of the source's own account only: other accounts may have equal names. */
  private static LayerLoader<IamPrincipal, KnownPrincipal> own(
      Supplier<String> account, LayerLoader<IamPrincipal, KnownPrincipal> loader) {
    return principal ->
        principal.accountId().equals(account.get())
            ? loader.load(principal)
            : KnownPrincipal.FOREIGN;
  }

  private static LayerLoader<IamPrincipal, PolicyLayer> ownPolicies(
      Supplier<String> account, LayerLoader<IamPrincipal, PolicyLayer> loader) {
    return principal ->
        principal.accountId().equals(account.get())
            ? loader.load(principal)
            : PolicyLayer.unknown();
  }

  /** Adds the subjects that are loaded although no call asks for them. */
  void keep() {
    if (aliases != null) {
      aliases.keep(ALL);
    }
    if (keyList != null) {
      keyList.keep(ALL);
      keyList.peek(ALL).ifPresent(this::keep);
    }
    if (endpoint != null && !given.vpcEndpointId.isEmpty()) {
      endpoint.keep(given.vpcEndpointId);
    }
  }

  /** Adds the listed keys if the list is new, and again before they count as unused. */
  @SuppressWarnings("ReferenceEquality") // Each load creates a new list.
  private void keep(Map<String, KmsResource.Key> listed) {
    long now = System.nanoTime();
    if (listed != kept || now - keptAt > given.settings.idle().toNanos() / 4) {
      keptAt = now;
      listed.values().forEach(this::keep);
      kept = listed;
    }
  }

  /** Whether the keys of the last list are added to the layers. */
  @SuppressWarnings("ReferenceEquality") // Each load creates a new list.
  boolean areListedKeysKept() {
    Map<String, KmsResource.Key> last = kept;
    return keyList == null || keyList.peek(ALL).filter(listed -> listed == last).isPresent();
  }

  private void keep(KmsResource.Key key) {
    if (keyPolicy != null) {
      keyPolicy.keep(key);
    }
    if (grants != null) {
      grants.keep(key);
    }
    if (metadata != null) {
      metadata.keep(key.arn());
    }
  }

  /** Removes the lists of aliases and keys: an alias or key was changed. */
  void forgetLists() {
    if (aliases != null) {
      aliases.forget(ALL);
    }
    if (keyList != null) {
      keyList.forget(ALL);
    }
  }

  /** Removes the key that was described by the name of an alias. */
  void forget(KmsResource.Alias alias) {
    if (metadata != null) {
      metadata.forget(alias.arn());
    }
  }

  /** Removes all keys: an unknown one was changed. */
  void forgetKeys() {
    for (LayerCache<?, ?> layer : Arrays.asList(keyPolicy, grants, metadata, tags)) {
      if (layer != null) {
        layer.forgetAll();
      }
    }
  }

  /** Whether a layer of a user or role is known to be outdated. */
  boolean isOutdated(IamPrincipal principal) {
    for (LayerCache<IamPrincipal, ?> layer : principalLayers()) {
      if (layer.isOutdated(principal)) {
        return true;
      }
    }
    return false;
  }

  /** Whether credentials of a caller may belong to another identity now. */
  boolean isOutdated(Caller caller) {
    String arn = caller.arn();
    return callers != null
        && callers.isAnyOutdated((credentials, known) -> known.caller().arn().equals(arn));
  }

  /** Whether a layer of a key, or an alias of it, is known to be outdated. */
  boolean isOutdated(KmsResource.Key key) {
    return isOutdated(keyPolicy, key)
        || isOutdated(grants, key)
        || isOutdated(tags, key)
        || (aliases != null && aliases.isAnyOutdated((all, targets) -> targets.containsValue(key)))
        || (metadata != null
            && metadata.isAnyOutdated(
                (arn, found) -> found.filter(known -> known.key().equals(key)).isPresent()));
  }

  /** Whether the policy of the VPC endpoint is known to be outdated. */
  boolean isEndpointOutdated() {
    return isOutdated(endpoint, given.vpcEndpointId);
  }

  private static <K> boolean isOutdated(@Nullable LayerCache<K, ?> layer, K subject) {
    return layer != null && layer.isOutdated(subject);
  }

  /** Makes a load of a user's or role's layers due. */
  void makeDue(IamPrincipal principal) {
    for (LayerCache<IamPrincipal, ?> layer : principalLayers()) {
      layer.makeDue(principal);
    }
  }

  private List<LayerCache<IamPrincipal, ?>> principalLayers() {
    List<LayerCache<IamPrincipal, ?>> all = new ArrayList<>();
    if (principals != null) {
      all.add(principals);
    }
    if (identity != null) {
      all.add(identity);
    }
    if (boundary != null) {
      all.add(boundary);
    }
    return all;
  }

  /** Notes that a call names a key by an alias that was described. */
  void wasNamed(KmsResource.Key key, KmsResource.Alias alias) {
    if (!alias.arn().equals(names.getIfPresent(key))) {
      names.put(key, alias.arn());
    }
  }

  /** Makes a load of a key's policy, grants and metadata due, and of the alias that named it. */
  void makeDue(KmsResource.Key key) {
    makeDue(keyPolicy, key);
    makeDue(grants, key);
    makeDue(metadata, key.arn());
    String alias = names.getIfPresent(key);
    if (alias != null) {
      makeDue(metadata, alias);
    }
  }

  /** Makes a load of the aliases, the key list and the endpoint's policy due. */
  void makeListsDue() {
    makeDue(aliases, ALL);
    makeDue(keyList, ALL);
    makeDue(endpoint, given.vpcEndpointId);
  }

  private static <K> void makeDue(@Nullable LayerCache<K, ?> layer, K subject) {
    if (layer != null) {
      layer.makeDue(subject);
    }
  }

  /** Removes a key that was changed. */
  void forget(KmsResource.Key key) {
    if (keyPolicy != null) {
      keyPolicy.forget(key);
    }
    if (grants != null) {
      grants.forget(key);
    }
    if (metadata != null) {
      metadata.forget(key.arn());
    }
    if (tags != null) {
      tags.forget(key);
    }
  }
}
