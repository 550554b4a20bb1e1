package io.kmspolicy.testing;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy directory as the state of a claim. It has the layers of callers and keys without a
 * folder, too, and the made-up id of a key decides nothing.
 */
public final class DirectoryState {

  private final PolicyDirectory directory;
  private final @Nullable String key;
  private final List<KmsResource.Key> allKeys;
  private final Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
  private final Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();

  /** The layers of callers without a folder, by their account. */
  private final Map<String, PrincipalPolicies> accounts = new LinkedHashMap<>();

  /** The policies that depend on the id of a key whose id is not known, by whose they are. */
  private final Map<String, Object> byMadeUpIds = new LinkedHashMap<>();

  /**
   * The state of a directory.
   *
   * @param listedCallers the callers that the directory describes
   * @param listedKeys the keys that the directory describes
   * @param key the ARN of the only key that the claim is about; null if it is about all keys
   */
  public DirectoryState(
      PolicyDirectory directory,
      Collection<Caller> listedCallers,
      Collection<KmsResource.Key> listedKeys,
      @Nullable String key) {
    this.directory = directory;
    this.key = key;
    this.allKeys = List.copyOf(listedKeys);
    for (Caller caller : listedCallers) {
      callers.put(caller, narrow(caller.arn(), directory.principal(caller)));
      if (caller instanceof Caller.AccountCaller member) {
        accounts.computeIfAbsent(member.accountId(), this::unlisted);
      }
    }
    for (KmsResource.Key one : allKeys) {
      accounts.computeIfAbsent(one.accountId(), this::unlisted);
      if (key == null || one.arn().equals(key)) {
        keys.put(one, narrow(one, policiesOf(one)));
      }
    }
  }

  /** The layers of the users and roles of an account that have no folder. */
  private PrincipalPolicies unlisted(String account) {
    return narrow(
        "callers of " + account + " that are not listed",
        UnlistedLayers.ofAccount(directory, account));
  }

  /**
   * Adds the callers that were listed before a change, if the directory says that callers without a
   * folder have no identity policies. Otherwise they do not exist any more.
   */
  void addCallersOf(DirectoryState before) {
    for (Caller caller : before.callers.keySet()) {
      PrincipalPolicies own = directory.principal(caller);
      if (!(own.identity() instanceof PolicyLayer.Unknown)) {
        callers.computeIfAbsent(caller, one -> narrow(one.arn(), own));
      }
    }
  }

  private PrincipalPolicies narrow(String name, PrincipalPolicies policies) {
    PrincipalPolicies narrowed = MadeUpIds.narrow(policies, allKeys);
    if (!narrowed.equals(policies)) {
      byMadeUpIds.put(name, policies);
    }
    return narrowed;
  }

  private KeyPolicies narrow(KmsResource.Key one, KeyPolicies policies) {
    KeyPolicies narrowed = MadeUpIds.narrow(policies, one);
    if (!narrowed.equals(policies)) {
      byMadeUpIds.put(one.arn(), policies);
    }
    return narrowed;
  }

  /**
   * Refuses a change of policies that depend on the id of a key that is not known. Both sides would
   * be unknown, which says nothing about whether they are the same.
   */
  void refuseChangesByIdOf(DirectoryState before) {
    byMadeUpIds.forEach(
        (name, policies) -> {
          Object old = before.byMadeUpIds.get(name);
          if (old != null && !old.equals(policies)) {
            throw new TestInputException(
                "the policies of `"
                    + name
                    + "` name keys by their ids and change, and the ids of the keys are not known"
                    + " (they are made up and begin with `0000`); state the ids");
          }
        });
  }

  private Map<KmsResource.Key, KeyMetadata> metadata() {
    Map<KmsResource.Key, KeyMetadata> known = new LinkedHashMap<>();
    keys().forEach(one -> directory.metadata(one).ifPresent(found -> known.put(one, found)));
    return known;
  }

  /** The keys that have a folder. */
  public Set<KmsResource.Key> keys() {
    return keys.keySet();
  }

  /** The accounts of the listed keys, and those whose keys the policies of listed callers name. */
  Set<String> accountsOfKeys() {
    Set<String> named = new LinkedHashSet<>();
    allKeys.forEach(one -> named.add(one.accountId()));
    named.addAll(NamedAccounts.of(callers.values()));
    return named;
  }

  /** The state, for a claim about it alone. */
  public PolicyState state() {
    Set<KmsResource.Key> managers = new LinkedHashSet<>(keys());
    managers.removeIf(one -> isManagerKnown(one) || !isLimited(policiesOf(one)));
    return state(keys(), accountsOfKeys(), KeyManager.CUSTOMER).withOpenManagers(managers);
  }

  /**
   * The state.
   *
   * @param listed the listed keys of all states
   * @param named the accounts whose other keys and aliases are compared, too
   * @param manager who is taken to manage the keys of which the directory does not say it
   */
  PolicyState state(
      Collection<KmsResource.Key> listed, Collection<String> named, KeyManager manager) {
    Map<KmsResource.Key, KeyPolicies> described = new LinkedHashMap<>();
    keys.forEach(
        (one, policies) ->
            described.put(one, isManagerKnown(one) ? policies : managedBy(manager, policies)));
    PolicyState state =
        new PolicyState(callers, described)
            .withUnlisted(
                accounts,
                narrow("callers of other accounts", UnlistedLayers.ofOtherAccounts(directory)),
                narrow("AWS services", UnlistedLayers.ofServices(directory)))
            .withOrganizations(organizations())
            .withMetadata(metadata())
            .withOpenPaths(ofUnknownPath());
    return key == null ? state.withOtherKeys(others(listed, named, manager)) : state;
  }

  /** The users without {@code user.json}. */
  private Set<Caller.IamUser> ofUnknownPath() {
    Set<Caller.IamUser> users = new LinkedHashSet<>();
    for (Caller caller : callers.keySet()) {
      if (caller instanceof Caller.IamUser user
          && user.name().indexOf('/') < 0
          && directory.userName(user.accountId(), user.name()).isEmpty()) {
        users.add(user);
      }
    }
    return users;
  }

  private boolean isManagerKnown(KmsResource.Key one) {
    return UnnamedKey.is(one) || directory.metadata(one).isPresent();
  }

  /** The policies of a key with this manager. */
  public static KeyPolicies managedBy(KeyManager manager, KeyPolicies policies) {
    return new KeyPolicies(policies.key(), policies.grants(), policies.resourceControl(), manager);
  }

  /** Whether resource control policies bind a key if no AWS service manages it (rule 4.2). */
  boolean dependsOnManager(Collection<KmsResource.Key> listed, Collection<String> named) {
    Map<String, KeyPolicies> others =
        key == null ? others(listed, named, KeyManager.CUSTOMER) : Map.of();
    return others.values().stream().anyMatch(DirectoryState::isLimited)
        || keys.keySet().stream()
            .anyMatch(one -> !isManagerKnown(one) && isLimited(policiesOf(one)));
  }

  private KeyPolicies policiesOf(KmsResource.Key one) {
    KeyPolicies found = directory.key(one, new Caller.RootUser(one.partition(), one.accountId()));
    return directory.metadata(one).map(key -> managedBy(key.manager(), found)).orElse(found);
  }

  private static boolean isLimited(KeyPolicies policies) {
    return policies.resourceControl() instanceof OrganizationLayer.Levels;
  }

  /** The organization that the directory states, which its accounts are members of. */
  private Map<String, String> organizations() {
    Map<String, String> members = new LinkedHashMap<>();
    directory
        .organization()
        .ifPresent(id -> accounts.keySet().forEach(account -> members.put(account, id)));
    return members;
  }

  /** The policies of the keys of each account that have no folder. */
  private Map<String, KeyPolicies> others(
      Collection<KmsResource.Key> listed, Collection<String> named, KeyManager manager) {
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    for (KmsResource.Key one : listed) {
      others.computeIfAbsent(one.accountId(), account -> ofOther(one, account, manager));
    }
    for (KmsResource.Key one : listed) {
      named.forEach(
          account -> others.computeIfAbsent(account, unused -> ofOther(one, account, manager)));
    }
    return others;
  }

  private KeyPolicies ofOther(KmsResource.Key listed, String account, KeyManager manager) {
    return managedBy(
        manager, policiesOf(UnnamedKey.some(listed.partition(), listed.region(), account)));
  }
}
