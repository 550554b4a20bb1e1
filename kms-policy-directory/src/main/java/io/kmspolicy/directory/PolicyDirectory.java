package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Layer;
import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.LivePolicies;
import io.kmspolicy.spi.PolicyAgeSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of policy files as the source of policies and keys.
 *
 * <pre>
 * ROOT/
 *   directory.properties               none = session, grants, ... (see below)
 *   endpoint.json                      the policy of the VPC endpoint
 *   111122223333/                      an account
 *     users/NAME/  or  roles/NAME/     by name, without the path
 *       identity/*.json                its identity policies, those of its groups included
 *       boundary.json                  its permissions boundary
 *       session/*.json                 the session policies of a role
 *     service-control/LEVEL/*.json     the SCPs of the levels above the account and its own,
 *     resource-control/LEVEL/*.json    the RCPs likewise; levels in the order of their names
 *     keys/REGION/KEY-ID/
 *       policy.json                    the key policy
 *       grants.json                    what `aws kms list-grants` prints
 *       key.json                       what `aws kms describe-key` prints
 *       aliases.json                   what `aws kms list-aliases` prints
 * </pre>
 *
 * <p>A layer without a file is unknown, and an unknown layer lets calls through. The property
 * {@code none} of {@code directory.properties} lists the layers that are known to be none wherever
 * there is no file for them: {@code identity}, {@code permissionsBoundary}, {@code session}, {@code
 * serviceControl}, {@code resourceControl}, {@code grants}, {@code vpcEndpoint}. A key without
 * {@code policy.json} always has an unknown key policy.
 *
 * <p>Reading is strict: a file with a mistake and a file that is not part of the layout both refuse
 * the directory. Names that begin with a dot, and {@code README.md}, are left alone. The directory
 * is read once, when it is loaded; what was read never changes and is safe to share between
 * threads. A key or an alias that a client of the interceptor changes is unknown from then on: the
 * files cannot say what it is like now.
 */
public final class PolicyDirectory implements LivePolicies, KeyDirectory, PolicyAgeSource {

  /** The name of the one layer that has an age. */
  private static final String LAYER = "directory";

  private final DirectoryContent content;
  private final Map<String, Instant> loadedAt = Map.of(LAYER, Instant.now());

  /** The keys and aliases that were changed since, or {@link KmsResource.Any} for all. */
  private final Set<KmsResource> changed = ConcurrentHashMap.newKeySet();

  private PolicyDirectory(DirectoryContent content) {
    this.content = content;
  }

  /**
   * Reads a directory.
   *
   * @throws PolicyDirectoryException if anything is wrong with it
   */
  public static PolicyDirectory load(Path root) {
    return new PolicyDirectory(new PolicyDirectoryReader(root).read());
  }

  @Override
  public PolicySet policiesFor(Caller caller, KmsResource resource) {
    PolicySet.Builder set = PolicySet.builder();
    addPrincipal(set, caller);
    addResource(set, caller, resource);
    return set.vpcEndpoint(orNone(content.endpoint, Layer.VPC_ENDPOINT)).build();
  }

  private void addPrincipal(PolicySet.Builder set, Caller caller) {
    Optional<Principal> principal = principal(caller);
    if (caller instanceof Caller.RootUser) {
      set.identity(PolicyLayer.of());
    } else {
      set.identity(layer(content.identity, principal, Layer.IDENTITY))
          .permissionsBoundary(layer(content.boundary, principal, Layer.PERMISSIONS_BOUNDARY))
          .session(layer(content.session, principal, Layer.SESSION));
    }
    if (caller instanceof Caller.AccountCaller member) {
      set.serviceControl(
          organization(content.serviceControl, member.accountId(), Layer.SERVICE_CONTROL));
    }
  }

  private static Optional<Principal> principal(Caller caller) {
    if (caller instanceof Caller.IamUser user) {
      String name = user.name().substring(user.name().lastIndexOf('/') + 1);
      return Optional.of(new Principal(user.accountId(), PolicyDirectoryReader.USERS, name));
    }
    return caller instanceof Caller.RoleSession session
        ? Optional.of(
            new Principal(session.accountId(), PolicyDirectoryReader.ROLES, session.roleName()))
        : Optional.empty();
  }

  private void addResource(PolicySet.Builder set, Caller caller, KmsResource resource) {
    if (resource instanceof KmsResource.Key key && hasChanged(key)) {
      set.key(PolicyLayer.unknown()).grants(GrantLayer.unknown());
    } else if (resource instanceof KmsResource.Key key) {
      set.key(content.keyPolicies.getOrDefault(key, PolicyLayer.unknown()));
      set.grants(content.grants.getOrDefault(key, grantsWithoutFile()));
    } else if (resource instanceof KmsResource.UnknownKey) {
      set.key(PolicyLayer.unknown())
          .grants(changed.isEmpty() ? grantsWithoutFile() : GrantLayer.unknown());
    }
    set.resourceControl(
        organization(content.resourceControl, ownerOf(resource, caller), Layer.RESOURCE_CONTROL));
  }

  /** The owner of the resource; empty if it is not known. */
  private static String ownerOf(KmsResource resource, Caller caller) {
    if (resource instanceof KmsResource.Owned owned) {
      return owned.accountId();
    }
    return resource instanceof KmsResource.Any && caller instanceof Caller.AccountCaller own
        ? own.accountId()
        : "";
  }

  private PolicyLayer layer(
      Map<Principal, PolicyLayer> layers, Optional<Principal> principal, Layer layer) {
    return orNone(principal.map(layers::get).orElse(PolicyLayer.unknown()), layer);
  }

  private PolicyLayer orNone(PolicyLayer found, Layer layer) {
    return found instanceof PolicyLayer.Unknown && content.none.contains(layer)
        ? layer == Layer.IDENTITY ? PolicyLayer.of() : PolicyLayer.none()
        : found;
  }

  private OrganizationLayer organization(
      Map<String, OrganizationLayer> layers, String accountId, Layer layer) {
    return layers.getOrDefault(
        accountId,
        content.none.contains(layer) ? OrganizationLayer.none() : OrganizationLayer.unknown());
  }

  private GrantLayer grantsWithoutFile() {
    return content.none.contains(Layer.GRANTS) ? GrantLayer.none() : GrantLayer.unknown();
  }

  /** Takes what the files say of a key or an alias, or of all, for out of date. */
  @Override
  public void changed(KmsResource resource) {
    boolean named = resource instanceof KmsResource.Key || resource instanceof KmsResource.Alias;
    changed.add(named ? resource : new KmsResource.Any());
  }

  private boolean hasChanged(KmsResource resource) {
    return !changed.isEmpty()
        && (changed.contains(resource) || changed.contains(new KmsResource.Any()));
  }

  @Override
  public Map<String, Instant> loadedAt() {
    return loadedAt;
  }

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    return hasChanged(alias) ? Optional.empty() : Optional.ofNullable(content.aliases.get(alias));
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
    return Optional.ofNullable(
        content.keysByRegionAndId.get(DirectoryContent.regionAndId(region, keyId)));
  }

  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return Optional.ofNullable(content.metadata.get(key));
  }
}
