package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.input.MadeUpIds;
import io.kmspolicy.cli.input.PolicyInput;
import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.query.DirectoryNames;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy directory, or a file of another form, as the state of a claim. */
final class DirectoryState {

  private static final String SOME_ID = "00000000-0000-0000-0000-000000000000";
  private static final String SOME_ACCOUNT = "000000000000";
  private static final String SOME_SERVICE = "kms.amazonaws.com";
  private static final String PARTITION = "aws";
  private static final Pattern KEYS_OF_AN_ACCOUNT =
      Pattern.compile("arn:[^:]*:kms:[^:]*:([0-9]{12}):");

  private final PolicyDirectory directory;
  private final @Nullable String key;
  private final DirectoryNames names;
  private final Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
  private final Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();

  /** The layers of callers without a folder, by their account. */
  private final Map<String, PrincipalPolicies> accounts = new LinkedHashMap<>();

  /** The policies that depend on the id of a key whose id is not known, by whose they are. */
  private final Map<String, Object> byMadeUpIds = new LinkedHashMap<>();

  /**
   * Reads a policy directory, or a file of another form.
   *
   * @param key the ARN of the only key that the claim is about; null if it is about all keys
   */
  DirectoryState(PolicyInput policies, @Nullable String key) throws IOException {
    this.directory = policies.directory();
    this.key = key;
    this.names = DirectoryNames.of(policies);
    for (Caller caller : names.callers()) {
      callers.put(caller, narrow(caller.arn(), directory.principal(caller)));
      if (caller instanceof Caller.AccountCaller member) {
        accounts.computeIfAbsent(member.accountId(), this::unlisted);
      }
    }
    for (KmsResource.Key one : names.keys()) {
      accounts.computeIfAbsent(one.accountId(), this::unlisted);
      if (key == null || one.arn().equals(key)) {
        Caller owner = new Caller.RootUser(one.partition(), one.accountId());
        keys.put(one, narrow(one, directory.key(one, owner)));
      }
    }
  }

  /** The layers of the users and roles of an account that have no folder. */
  private PrincipalPolicies unlisted(String account) {
    Caller unlisted =
        new Caller.FederatedUser(PARTITION, account, "another", Caller.FederatingUser.unknown());
    PrincipalPolicies known = directory.principal(unlisted);
    return narrow(
        "callers of " + account + " that are not listed",
        new PrincipalPolicies(
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            known.serviceControl(),
            known.vpcEndpoint()));
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
    PrincipalPolicies narrowed = MadeUpIds.narrow(policies, names.keys());
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
            throw new BadInputException(
                "the policies of `"
                    + name
                    + "` name keys by their ids and change, and the ids of the keys are not known"
                    + " (they are made up and begin with `0000`); state the ids");
          }
        });
  }

  /** The keys that have a folder. */
  Set<KmsResource.Key> keys() {
    return keys.keySet();
  }

  /** The accounts of the listed keys, and those whose keys the policies of listed callers name. */
  Set<String> accountsOfKeys() {
    Set<String> named = new LinkedHashSet<>();
    names.keys().forEach(one -> named.add(one.accountId()));
    for (PrincipalPolicies policies : callers.values()) {
      if (policies.identity() instanceof PolicyLayer.Attached attached) {
        attached.policies().stream()
            .flatMap(policy -> policy.document().statements().stream())
            .map(Statement::resource)
            .filter(ResourceElement.Resource.class::isInstance)
            .flatMap(element -> ((ResourceElement.Resource) element).patterns().stream())
            .map(pattern -> KEYS_OF_AN_ACCOUNT.matcher(pattern.text()))
            .filter(Matcher::lookingAt)
            .forEach(found -> named.add(found.group(1)));
      }
    }
    return named;
  }

  /**
   * The state.
   *
   * @param listed the listed keys of all states
   * @param named the accounts whose other keys and aliases are compared, too
   */
  PolicyState state(Collection<KmsResource.Key> listed, Collection<String> named) {
    Caller service = new Caller.ServicePrincipal(SOME_SERVICE);
    PolicyState state =
        new PolicyState(callers, keys)
            .withUnlisted(
                accounts,
                unlisted(SOME_ACCOUNT),
                narrow("AWS services", directory.principal(service)))
            .withOrganizations(organizations());
    return key == null ? state.withOtherKeys(others(listed, named)) : state;
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
      Collection<KmsResource.Key> listed, Collection<String> named) {
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    for (KmsResource.Key one : listed) {
      others.computeIfAbsent(one.accountId(), account -> ofOther(one, account));
    }
    for (KmsResource.Key one : listed) {
      named.forEach(account -> others.computeIfAbsent(account, unused -> ofOther(one, account)));
    }
    return others;
  }

  private KeyPolicies ofOther(KmsResource.Key listed, String account) {
    KmsResource.Key other =
        new KmsResource.Key(listed.partition(), listed.region(), account, SOME_ID);
    return directory.key(other, new Caller.RootUser(listed.partition(), account));
  }
}
