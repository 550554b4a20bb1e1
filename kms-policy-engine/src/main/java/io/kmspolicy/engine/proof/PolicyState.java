package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies before or after a change: those of callers and keys, or one document by itself.
 *
 * <p>Policies of callers that are not listed are unknown, and the same before and after, unless the
 * state says what they are ({@link #withUnlisted}). A caller or key that only one of two states
 * lists exists only there. A caller that only the state before lists is one of the unlisted ones
 * afterwards if the state after knows their identity policies.
 *
 * <p>A state of one document describes what the document allows where every other layer permits the
 * request and the key has no grants. This is the meaning of the policy checks of IAM Access
 * Analyzer. {@link PolicyProver} compares states of the same {@link #scope} only.
 *
 * <p>Immutable.
 */
public final class PolicyState {

  /** What a state describes. */
  public enum Scope {
    /** The layers of callers and keys; an unknown layer may say anything. */
    EFFECTIVE,
    /** A key policy by itself. */
    KEY_POLICY,
    /** An identity policy of an unspecified user or role, by itself. */
    IDENTITY_POLICY,
    /** A policy that only limits what others allow, by itself. */
    LIMITING_POLICY
  }

  private static final KeyPolicies PERMITTED =
      new KeyPolicies(
          PolicyLayer.unknown(), GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);

  private final Scope scope;
  private final Map<Caller, PrincipalPolicies> callers;
  private final Map<KmsResource.Key, KeyPolicies> keys;
  private final Unlisted unlisted;
  private final Map<String, KeyPolicies> otherKeys;
  private final @Nullable KeyPolicies everyKey;
  private final Known known;
  private final Open open;

  /**
   * What is known beside the policies.
   *
   * @param organizations the id of the organization of each account for which it is known
   * @param keys the metadata of listed keys
   */
  private record Known(Map<String, String> organizations, Map<KmsResource.Key, KeyMetadata> keys) {

    private static final Known NOTHING = new Known(Map.of(), Map.of());

    Known {
      organizations = Map.copyOf(organizations);
      keys = Map.copyOf(keys);
    }
  }

  /**
   * What is not known of listed keys and callers.
   *
   * @param managers the keys that AWS may manage
   * @param paths the users whose paths are not known, without a path
   */
  record Open(Set<KmsResource.Key> managers, Set<IamUser> paths) {

    private static final Open NOTHING = new Open(Set.of(), Set.of());

    Open {
      managers = Collections.unmodifiableSet(new LinkedHashSet<>(managers));
      paths = Collections.unmodifiableSet(new LinkedHashSet<>(paths));
    }
  }

  private PolicyState(
      Scope scope,
      Map<Caller, PrincipalPolicies> callers,
      Map<KmsResource.Key, KeyPolicies> keys,
      Unlisted unlisted,
      Map<String, KeyPolicies> otherKeys,
      @Nullable KeyPolicies everyKey,
      Known known,
      Open open) {
    this.scope = scope;
    this.callers = inOrder(callers);
    this.keys = inOrder(keys);
    this.unlisted = unlisted;
    this.otherKeys = inOrder(otherKeys);
    this.everyKey = everyKey;
    this.known = known;
    this.open = open;
  }

  /** A copy in the order of the map: an immutable copy has another order in every run. */
  private static <K, V> Map<K, V> inOrder(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * The layers of callers and keys. The order of the callers and keys is that in which requests are
   * searched.
   *
   * @param callers the policies of callers; the ARN of a role stands for all its sessions
   * @param keys the policies of keys
   */
  public PolicyState(
      Map<Caller, PrincipalPolicies> callers, Map<KmsResource.Key, KeyPolicies> keys) {
    this(
        Scope.EFFECTIVE,
        callers,
        keys,
        Unlisted.all(PrincipalPolicies.unknown()),
        Map.of(),
        null,
        Known.NOTHING,
        Open.NOTHING);
  }

  /** One key policy and grants; all other layers are unknown. */
  public static PolicyState ofKeyPolicy(
      KmsResource.Key key, PolicyLayer policy, GrantLayer grants) {
    KeyPolicies policies =
        new KeyPolicies(policy, grants, OrganizationLayer.unknown(), KeyManager.CUSTOMER);
    return new PolicyState(Map.of(), Map.of(key, policies));
  }

  /**
   * A key policy of an unspecified key of any account; all other layers are unknown, and there are
   * no grants.
   */
  public static PolicyState ofKeyPolicy(PolicyLayer policy) {
    KeyPolicies policies =
        new KeyPolicies(
            policy, GrantLayer.none(), OrganizationLayer.unknown(), KeyManager.CUSTOMER);
    return onEveryKey(Scope.EFFECTIVE, PrincipalPolicies.unknown(), policies);
  }

  private static PolicyState onEveryKey(
      Scope scope, PrincipalPolicies callers, KeyPolicies everyKey) {
    return new PolicyState(
        scope,
        Map.of(),
        Map.of(),
        Unlisted.all(callers),
        Map.of(),
        everyKey,
        Known.NOTHING,
        Open.NOTHING);
  }

  /**
   * A key policy by itself: a statement that names an account allows its users and roles the
   * request, whatever their identity policies say.
   */
  public static PolicyState ofKeyPolicyAlone(KmsResource.Key key, PolicyLayer policy) {
    KeyPolicies policies =
        new KeyPolicies(policy, GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);
    return new PolicyState(
        Scope.KEY_POLICY,
        Map.of(),
        Map.of(key, policies),
        Unlisted.all(permitted(PolicyLayer.unknown())),
        Map.of(),
        null,
        Known.NOTHING,
        Open.NOTHING);
  }

  /**
   * An identity policy by itself, on all keys and aliases. Its user or role is not specified: it is
   * any one.
   */
  public static PolicyState ofIdentityPolicy(PolicyLayer policy) {
    return onEveryKey(Scope.IDENTITY_POLICY, permitted(policy), PERMITTED);
  }

  /**
   * A policy that only limits what others allow, by itself, on all keys and aliases: all other
   * layers permit the request. Callers to whom policies of the type do not apply are not limited.
   * The policy of a VPC endpoint is compared without the calls that services make for themselves,
   * as AWS does not document whether it applies to them.
   *
   * @throws IllegalArgumentException if policies of the type can allow
   */
  public static PolicyState ofLimitingPolicy(PolicyType type, NamedPolicy policy) {
    PolicyLayer layer = PolicyLayer.of(policy);
    OrganizationLayer level =
        OrganizationLayer.of(new OrganizationLayer.Level("policy", List.of(policy)));
    PrincipalPolicies callers =
        switch (type) {
          case PERMISSIONS_BOUNDARY ->
              limited(layer, PolicyLayer.unknown(), OrganizationLayer.none(), PolicyLayer.none());
          case SESSION ->
              limited(PolicyLayer.none(), layer, OrganizationLayer.none(), PolicyLayer.none());
          case SERVICE_CONTROL ->
              limited(PolicyLayer.none(), PolicyLayer.unknown(), level, PolicyLayer.none());
          case VPC_ENDPOINT ->
              limited(PolicyLayer.none(), PolicyLayer.unknown(), OrganizationLayer.none(), layer);
          case RESOURCE_CONTROL -> permitted(PolicyLayer.unknown());
          case IDENTITY, KEY ->
              throw new IllegalArgumentException(type.words() + " do not only limit");
        };
    KeyPolicies keys =
        type == PolicyType.RESOURCE_CONTROL
            ? new KeyPolicies(PolicyLayer.unknown(), GrantLayer.none(), level, KeyManager.CUSTOMER)
            : PERMITTED;
    return onEveryKey(Scope.LIMITING_POLICY, callers, keys);
  }

  private static PrincipalPolicies limited(
      PolicyLayer boundary,
      PolicyLayer session,
      OrganizationLayer serviceControl,
      PolicyLayer vpcEndpoint) {
    return new PrincipalPolicies(
        PolicyLayer.unknown(), boundary, session, serviceControl, vpcEndpoint);
  }

  /** A caller with an identity layer and nothing else that limits it. */
  private static PrincipalPolicies permitted(PolicyLayer identity) {
    return new PrincipalPolicies(
        identity,
        PolicyLayer.none(),
        PolicyLayer.unknown(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  /** An identity policy by itself, on one key only. */
  public PolicyState on(KmsResource.Key key) {
    return new PolicyState(
        scope, callers, Map.of(key, PERMITTED), unlisted, otherKeys, null, known, open);
  }

  /**
   * This state with keys that are not listed, and aliases. Keys of accounts without an entry are
   * not compared.
   *
   * @param owners the policies of any other key, and of the aliases, of each account
   */
  public PolicyState withOtherKeys(Map<String, KeyPolicies> owners) {
    return new PolicyState(scope, callers, keys, unlisted, owners, everyKey, known, open);
  }

  /** This state with these listed keys instead of its own. */
  public PolicyState withKeys(Map<KmsResource.Key, KeyPolicies> listed) {
    return new PolicyState(scope, callers, listed, unlisted, otherKeys, everyKey, known, open);
  }

  /** This state with these listed callers instead of its own. */
  public PolicyState withCallers(Map<Caller, PrincipalPolicies> listed) {
    return new PolicyState(scope, listed, keys, unlisted, otherKeys, everyKey, known, open);
  }

  /**
   * This state with layers of the callers that are not listed, such as the service control policies
   * of their account. What stays unknown of them is the same before and after a change.
   *
   * @param accounts the layers of the unlisted users and roles of some accounts
   * @param others those of all other accounts
   * @param services those of services
   */
  public PolicyState withUnlisted(
      Map<String, PrincipalPolicies> accounts,
      PrincipalPolicies others,
      PrincipalPolicies services) {
    Unlisted layers = new Unlisted(new TreeMap<>(accounts), others, services);
    return new PolicyState(scope, callers, keys, layers, otherKeys, everyKey, known, open);
  }

  /**
   * This state with the ids of the organizations that accounts are members of.
   *
   * @param members the id of the organization of each account for which it is known
   */
  public PolicyState withOrganizations(Map<String, String> members) {
    return with(new Known(members, known.keys()));
  }

  /** This state with the metadata of listed keys, which condition keys follow from. */
  public PolicyState withMetadata(Map<KmsResource.Key, KeyMetadata> described) {
    return with(new Known(known.organizations(), described));
  }

  private PolicyState with(Known facts) {
    return new PolicyState(scope, callers, keys, unlisted, otherKeys, everyKey, facts, open);
  }

  /**
   * This state with listed keys of which it is not known whether AWS manages them. A claim about
   * the state alone must hold for either manager.
   */
  public PolicyState withOpenManagers(Set<KmsResource.Key> some) {
    return with(new Open(some, open.paths()));
  }

  /**
   * This state with listed users whose paths are not known.
   *
   * @param users the users as they are listed, without a path
   */
  public PolicyState withOpenPaths(Set<IamUser> users) {
    return with(new Open(open.managers(), users));
  }

  private PolicyState with(Open unknown) {
    return new PolicyState(scope, callers, keys, unlisted, otherKeys, everyKey, known, unknown);
  }

  /** This state, if AWS manages the keys of which it is not known. */
  PolicyState managedByAws() {
    Map<KmsResource.Key, KeyPolicies> managed = new LinkedHashMap<>(keys);
    open.managers()
        .forEach(
            key ->
                managed.computeIfPresent(
                    key,
                    (unused, own) ->
                        new KeyPolicies(
                            own.key(), own.grants(), own.resourceControl(), KeyManager.AWS)));
    return withKeys(managed);
  }

  /** This state, if keys whose grants are not known have none. */
  PolicyState withoutUnknownGrants() {
    return new PolicyState(
        scope,
        callers,
        withoutUnknownGrants(keys),
        unlisted,
        withoutUnknownGrants(otherKeys),
        everyKey == null ? null : withoutUnknownGrants(everyKey),
        known,
        open);
  }

  private static <K> Map<K, KeyPolicies> withoutUnknownGrants(Map<K, KeyPolicies> all) {
    Map<K, KeyPolicies> changed = new LinkedHashMap<>(all);
    changed.replaceAll((unused, one) -> withoutUnknownGrants(one));
    return changed;
  }

  private static KeyPolicies withoutUnknownGrants(KeyPolicies one) {
    return one.grants() instanceof GrantLayer.Unknown
        ? new KeyPolicies(one.key(), GrantLayer.none(), one.resourceControl(), one.manager())
        : one;
  }

  /** What is not known of listed keys and callers. */
  Open open() {
    return open;
  }

  /** The known organizations, by account. */
  Map<String, String> organizations() {
    return known.organizations();
  }

  /** The metadata of a listed key; empty if it is not known. */
  Optional<KeyMetadata> metadata(KmsResource.Owned resource) {
    return Optional.ofNullable(known.keys().get(resource));
  }

  /** What the state describes. */
  public Scope scope() {
    return scope;
  }

  /** The policies of callers; the ARN of a role stands for all its sessions. */
  public Map<Caller, PrincipalPolicies> callers() {
    return callers;
  }

  /** The policies of keys. */
  public Map<KmsResource.Key, KeyPolicies> keys() {
    return keys;
  }

  /** The policies of callers that are not listed. */
  Unlisted unlisted() {
    return unlisted;
  }

  /** The policies of callers that are not listed, by their accounts. */
  record Unlisted(
      Map<String, PrincipalPolicies> accounts,
      PrincipalPolicies others,
      PrincipalPolicies services) {

    private static Unlisted all(PrincipalPolicies policies) {
      return new Unlisted(Map.of(), policies, policies);
    }

    List<PrincipalPolicies> all() {
      List<PrincipalPolicies> all = new ArrayList<>(accounts.values());
      all.add(others);
      all.add(services);
      return all;
    }

    /** The policies of a caller. The session policy of a federated session is not known. */
    PrincipalPolicies of(Caller caller) {
      if (!(caller instanceof Caller.AccountCaller member)) {
        return services;
      }
      PrincipalPolicies known = accounts.getOrDefault(member.accountId(), others);
      boolean hasSession =
          caller instanceof FederatedUser && known.session() instanceof PolicyLayer.None;
      return hasSession ? ofSession(known) : known;
    }
  }

  /** The policies of keys that are not listed, by account. */
  public Map<String, KeyPolicies> otherKeys() {
    return otherKeys;
  }

  /** The policies of every key and alias; null if the state is about some keys. */
  @Nullable KeyPolicies everyKey() {
    return everyKey;
  }

  /** The policies of a key or alias; null if it does not exist. */
  @Nullable KeyPolicies policiesOf(KmsResource.Owned resource) {
    KeyPolicies listed = resource instanceof KmsResource.Key key ? keys.get(key) : null;
    if (listed != null) {
      return listed;
    }
    return everyKey == null ? otherKeys.get(resource.accountId()) : everyKey;
  }

  /** The policies of a caller, by its own entry or that of its role; empty if it has none. */
  Optional<PrincipalPolicies> policiesOf(Caller caller) {
    PrincipalPolicies own = callers.get(caller);
    if (own == null && caller instanceof RoleSession session) {
      own = ofRole(session, session.path());
      own = own == null ? ofRole(session, RolePath.unknown()) : own;
    }
    if (own == null
        && caller instanceof IamUser user
        && open.paths().contains(user.withoutPath())) {
      own = callers.get(user.withoutPath());
    }
    if (own == null
        && caller instanceof FederatedUser session
        && session.user() instanceof FederatingUser.Named user) {
      own = policiesOf(userOf(session, user)).map(PolicyState::ofSession).orElse(null);
    }
    return Optional.ofNullable(own);
  }

  private static IamUser userOf(FederatedUser session, FederatingUser.Named user) {
    return new IamUser(session.partition(), session.accountId(), user.name());
  }

  /** The layers of a federated session of a user: its session policy is not known. */
  private static PrincipalPolicies ofSession(PrincipalPolicies user) {
    return new PrincipalPolicies(
        user.identity(),
        user.permissionsBoundary(),
        PolicyLayer.unknown(),
        user.serviceControl(),
        user.vpcEndpoint());
  }

  private @Nullable PrincipalPolicies ofRole(RoleSession session, RolePath path) {
    return callers.get(
        new AnyRoleSession(session.partition(), session.accountId(), session.roleName(), path));
  }
}
