package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The layers of every caller and resource of a directory, joined once when it is read, so that each
 * answer is the same object every time. Immutable.
 */
final class DirectoryPolicies {

  /** Stands for every account without organization policies of its own. */
  private static final String ELSEWHERE = "";

  private final DirectoryContent content;
  private final Map<Principal, PrincipalPolicies> principals = new HashMap<>();
  private final Map<String, PrincipalPolicies> rootUsers = new HashMap<>();
  private final Map<String, PrincipalPolicies> unlistedPrincipals = new HashMap<>();
  private final PrincipalPolicies services;

  /** By account and name: a question makes no object. */
  private final Map<String, Map<String, Caller.RolePath>> rolePaths = new HashMap<>();

  private final Map<KmsResource.Key, KeyPolicies> keys = new HashMap<>();
  private final Map<String, KeyPolicies> unlistedKeys = new HashMap<>();
  private final Map<String, KeyPolicies> changedKeys = new HashMap<>();
  private final Map<String, KeyPolicies> withoutKey = new HashMap<>();

  DirectoryPolicies(DirectoryContent content) {
    this.content = content;
    this.services = ofCaller(Optional.empty(), OrganizationLayer.none());
    addPrincipals();
    addKeys();
    content.rolePaths.forEach(
        (role, path) ->
            rolePaths
                .computeIfAbsent(role.accountId(), first -> new HashMap<>())
                .put(role.name(), path));
  }

  private void addPrincipals() {
    Set<Principal> listed = new HashSet<>(content.identity.keySet());
    listed.addAll(content.boundary.keySet());
    listed.addAll(content.session.keySet());
    for (Principal principal : listed) {
      principals.put(
          principal, ofCaller(Optional.of(principal), serviceControl(principal.accountId())));
    }
    addAccount(ELSEWHERE);
    content.serviceControl.keySet().forEach(this::addAccount);
  }

  private void addAccount(String accountId) {
    OrganizationLayer levels = serviceControl(accountId);
    unlistedPrincipals.put(accountId, ofCaller(Optional.empty(), levels));
    rootUsers.put(
        accountId,
        new PrincipalPolicies(
            PolicyLayer.of(), PolicyLayer.none(), PolicyLayer.none(), levels, endpoint()));
  }

  private PrincipalPolicies ofCaller(Optional<Principal> principal, OrganizationLayer levels) {
    return new PrincipalPolicies(
        layer(content.identity, principal, LayerName.IDENTITY),
        layer(content.boundary, principal, LayerName.PERMISSIONS_BOUNDARY),
        layer(content.session, principal, LayerName.SESSION),
        levels,
        endpoint());
  }

  private PolicyLayer endpoint() {
    return orAbsent(content.endpoint, LayerName.VPC_ENDPOINT);
  }

  private PolicyLayer layer(
      Map<Principal, PolicyLayer> layers, Optional<Principal> principal, LayerName layer) {
    return principal.isPresent()
        ? orAbsent(layers.get(principal.get()), layer)
        : orAbsent(null, layer);
  }

  /** What the files define, or what their absence means. */
  private PolicyLayer orAbsent(@Nullable PolicyLayer found, LayerName layer) {
    if (found != null) {
      return found;
    }
    if (!content.none.contains(layer)) {
      return PolicyLayer.unknown();
    }
    return layer == LayerName.IDENTITY ? PolicyLayer.of() : PolicyLayer.none();
  }

  private void addKeys() {
    Set<KmsResource.Key> listed = new HashSet<>(content.keyPolicies.keySet());
    listed.addAll(content.grants.keySet());
    for (KmsResource.Key key : listed) {
      KeyMetadata metadata = content.metadata.get(key);
      keys.put(
          key,
          new KeyPolicies(
              content.keyPolicies.getOrDefault(key, PolicyLayer.unknown()),
              content.grants.getOrDefault(key, grantsWithoutFile()),
              resourceControl(key.accountId()),
              metadata == null ? KeyManager.CUSTOMER : metadata.manager()));
    }
    addOwner(ELSEWHERE);
    content.resourceControl.keySet().forEach(this::addOwner);
  }

  private void addOwner(String accountId) {
    OrganizationLayer levels = resourceControl(accountId);
    unlistedKeys.put(accountId, ofKey(PolicyLayer.unknown(), grantsWithoutFile(), levels));
    changedKeys.put(accountId, ofKey(PolicyLayer.unknown(), GrantLayer.unknown(), levels));
    withoutKey.put(accountId, ofKey(PolicyLayer.none(), GrantLayer.none(), levels));
  }

  private static KeyPolicies ofKey(PolicyLayer key, GrantLayer grants, OrganizationLayer levels) {
    return new KeyPolicies(key, grants, levels, KeyManager.CUSTOMER);
  }

  private GrantLayer grantsWithoutFile() {
    return content.none.contains(LayerName.GRANTS) ? GrantLayer.none() : GrantLayer.unknown();
  }

  private OrganizationLayer serviceControl(String accountId) {
    return organization(content.serviceControl, accountId, LayerName.SERVICE_CONTROL);
  }

  private OrganizationLayer resourceControl(String accountId) {
    return organization(content.resourceControl, accountId, LayerName.RESOURCE_CONTROL);
  }

  private OrganizationLayer organization(
      Map<String, OrganizationLayer> layers, String accountId, LayerName layer) {
    return layers.getOrDefault(
        accountId,
        content.none.contains(layer) ? OrganizationLayer.none() : OrganizationLayer.unknown());
  }

  private static <T> T ofAccount(Map<String, T> all, String accountId) {
    T own = all.get(accountId);
    return own != null ? own : Objects.requireNonNull(all.get(ELSEWHERE));
  }

  /** The layers of a caller. */
  PrincipalPolicies principal(Caller caller) {
    if (!(caller instanceof Caller.AccountCaller member)) {
      return services;
    }
    if (caller instanceof Caller.RootUser) {
      return ofAccount(rootUsers, member.accountId());
    }
    PrincipalPolicies listed =
        caller instanceof Caller.IamUser || caller instanceof Caller.RoleCaller
            ? principals.get(named(member))
            : null;
    return listed != null ? listed : ofAccount(unlistedPrincipals, member.accountId());
  }

  /** The path of the role behind a session; unknown if no file states it. */
  Caller.RolePath rolePath(Caller.RoleCaller session) {
    Map<String, Caller.RolePath> ofAccount = rolePaths.get(session.accountId());
    Caller.RolePath path = ofAccount == null ? null : ofAccount.get(session.roleName());
    return path == null ? Caller.RolePath.unknown() : path;
  }

  private static Principal named(Caller.AccountCaller caller) {
    if (caller instanceof Caller.RoleCaller session) {
      return new Principal(session.accountId(), PolicyDirectoryReader.ROLES, session.roleName());
    }
    Caller.IamUser user = (Caller.IamUser) caller;
    return new Principal(user.accountId(), PolicyDirectoryReader.USERS, user.userName());
  }

  /** The layers of a key as read. */
  KeyPolicies key(KmsResource.Key key) {
    KeyPolicies listed = keys.get(key);
    return listed != null ? listed : ofAccount(unlistedKeys, key.accountId());
  }

  /** The layers of a key of which the files are outdated. */
  KeyPolicies changedKey(String accountId) {
    return ofAccount(changedKeys, accountId);
  }

  /** The layers of a key that nobody can name. */
  KeyPolicies unknownKey() {
    return ofAccount(unlistedKeys, ELSEWHERE);
  }

  /** The layers of an alias, or of a call without a key. */
  KeyPolicies withoutKey(String accountId) {
    return ofAccount(withoutKey, accountId);
  }
}
