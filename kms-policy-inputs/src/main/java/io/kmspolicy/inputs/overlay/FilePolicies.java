package io.kmspolicy.inputs.overlay;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of a file that names keys, users and roles. Layers that a file does not have are
 * unknown.
 */
public final class FilePolicies implements PolicySource {

  private final Map<Name, InputPrincipal> principals = new LinkedHashMap<>();
  private final Map<KmsResource.Key, InputKey> keys = new LinkedHashMap<>();
  private final PolicyDirectory others;

  /** Keys that may have grants besides those that the file lists, whatever is stated. */
  private final Set<String> openGrants = new HashSet<>();

  private final boolean hasNoOtherGrants;

  /**
   * What identifies a user or role: its path is not part of it.
   *
   * @param isRole whether it is a role
   */
  record Name(String account, boolean isRole, String name) {

    /** The name of a caller; empty if it is neither a user nor a session of a role. */
    static Optional<Name> of(Caller caller) {
      if (caller instanceof Caller.IamUser user) {
        return Optional.of(new Name(user.accountId(), false, user.name()));
      }
      if (caller instanceof Caller.RoleSession session) {
        return Optional.of(new Name(session.accountId(), true, session.roleName()));
      }
      return caller instanceof Caller.AnyRoleSession role
          ? Optional.of(new Name(role.accountId(), true, role.roleName()))
          : Optional.empty();
    }
  }

  /**
   * The policies of a file.
   *
   * @param assumed the layers that are none where the file says nothing of them
   * @throws io.kmspolicy.model.problem.BadInputException if the file says something of one
   */
  public FilePolicies(InputState state, AssumedNone assumed) {
    AssumedNone none = PolicyInput.unsaid(assumed, state);
    PolicyDirectoryBuilder builder = new PolicyDirectoryBuilder();
    none.without(LayerName.GRANTS).layers().forEach(builder::none);
    this.others = builder.build();
    this.hasNoOtherGrants = none.has(LayerName.GRANTS);
    state.gaps().stream()
        .filter(gap -> gap.layer().equals(InputGap.GRANTS))
        .forEach(gap -> openGrants.add(gap.name()));
    state.principals().forEach(one -> Name.of(one.caller()).ifPresent(n -> principals.put(n, one)));
    state.keys().forEach(key -> keys.put(key.key(), key));
  }

  /** The users and roles of the file. */
  public List<Caller> callers() {
    return principals.values().stream()
        .map(InputPrincipal::caller)
        .map(Caller.class::cast)
        .toList();
  }

  /** The keys of the file. */
  public List<KmsResource.Key> keys() {
    return List.copyOf(keys.keySet());
  }

  /** A user, or a role by any of its sessions; empty if the file does not define it. */
  Optional<InputPrincipal> principalOf(Caller caller) {
    return Name.of(caller).map(principals::get);
  }

  /**
   * The policies of a user or role that a change makes. Of identity policies that are not all
   * known, those that are: the others are a gap of the file, and allow or deny nothing for certain.
   *
   * @param caller the user, or any session of the role
   * @param all its policies
   */
  public PrincipalPolicies asNew(Caller caller, PrincipalPolicies all) {
    Optional<InputPrincipal> defined =
        principalOf(caller).filter(one -> all.identity() instanceof PolicyLayer.Unknown);
    return defined.isEmpty()
        ? all
        : new PrincipalPolicies(
            new PolicyLayer.Attached(defined.get().knownIdentity()),
            all.permissionsBoundary(),
            all.session(),
            all.serviceControl(),
            all.vpcEndpoint());
  }

  /** A key; empty if the file does not define it. */
  public Optional<InputKey> keyOf(KmsResource.Key key) {
    return Optional.ofNullable(keys.get(key));
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return principalOf(session).map(InputPrincipal::caller).orElse(session)
            instanceof Caller.RoleCaller role
        ? role.path()
        : session.path();
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies unlisted = others.principal(caller);
    InputPrincipal found = principalOf(caller).orElse(null);
    return found == null
        ? unlisted
        : new PrincipalPolicies(
            found.identity(),
            found.boundary(),
            unlisted.session(),
            unlisted.serviceControl(),
            unlisted.vpcEndpoint());
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    KeyPolicies unlisted = others.key(resource, caller);
    InputKey found = resource instanceof KmsResource.Key key ? keys.get(key) : null;
    if (found == null) {
      return unlisted;
    }
    boolean listsAll = hasNoOtherGrants && !openGrants.contains(found.name());
    GrantLayer grants = listsAll ? new GrantLayer.Known(found.listedGrants()) : found.grants();
    return with(found.policy(), grants, unlisted);
  }

  private static KeyPolicies with(PolicyLayer policy, GrantLayer grants, KeyPolicies others) {
    return new KeyPolicies(policy, grants, others.resourceControl(), others.manager());
  }

  /** The policies of a key as if the file listed all of its grants. */
  public KeyPolicies withListedGrants(KmsResource.Key key, KeyPolicies policies) {
    InputKey found = keys.get(key);
    return found == null || policies.grants() instanceof GrantLayer.Known
        ? policies
        : with(policies.key(), new GrantLayer.Known(found.listedGrants()), policies);
  }
}
