package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.change.PolicyChange;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.overlay.FilePolicies;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.testing.NamedAccounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A change between two files that name keys, users and roles, as questions to the prover. */
final class ChangedFiles {

  private final InputState before;
  private final InputState after;
  private final FilePolicies old;
  private final FilePolicies next;

  /**
   * A change.
   *
   * @param old the policies before it
   * @param next the policies after it
   */
  ChangedFiles(InputState before, InputState after, FilePolicies old, FilePolicies next) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.next = next;
  }

  /**
   * The changes to prove. A file lists some of the grants on a key, and others may exist, the same
   * before and after. Where the listed grants change, one proof takes the grants as unknown, and
   * another one takes the listed grants as all: a request that is newly allowed is so by a grant
   * that both have, which the first finds, or by a listed one, which the second finds.
   */
  List<PolicyChange> changes() {
    Set<String> accounts = accounts();
    List<PolicyChange> changes = new ArrayList<>();
    changes.addAll(change(accounts, false));
    if (after.keys().stream().anyMatch(this::hasOtherGrants)) {
      changes.addAll(change(accounts, true));
    }
    return changes;
  }

  /** The accounts whose keys are compared. */
  Set<String> accounts() {
    Set<String> accounts = new TreeSet<>();
    for (FilePolicies side : List.of(old, next)) {
      side.keys().forEach(key -> accounts.add(key.accountId()));
      side.callers().forEach(caller -> accounts.add(((Caller.AccountCaller) caller).accountId()));
      accounts.addAll(NamedAccounts.of(side.callers().stream().map(side::principal).toList()));
    }
    return accounts;
  }

  private List<PolicyChange> change(Set<String> accounts, boolean listed) {
    Set<KmsResource.Key> keys = new LinkedHashSet<>(old.keys());
    // A key with an id exists before the change, also if only the file after it names the key.
    next.keys().stream().filter(key -> !UnnamedKey.is(key)).forEach(keys::add);
    return PolicyChange.allOf(
        state(old, next, keys, accounts, listed), state(next, old, next.keys(), accounts, listed));
  }

  /**
   * The policies of a caller. The made-up id of a key must not decide, so unchanged policies that
   * depend on it are unknown. Changed ones are compared as they are: an unknown layer would be the
   * same before and after.
   */
  private static PrincipalPolicies policies(Caller caller, FilePolicies side, FilePolicies other) {
    PrincipalPolicies all = side.principal(caller);
    PrincipalPolicies others = other.principal(caller);
    PrincipalPolicies own =
        new PrincipalPolicies(
            known(all.identity(), others.identity()),
            known(all.permissionsBoundary(), others.permissionsBoundary()),
            all.session(),
            all.serviceControl(),
            all.vpcEndpoint());
    Set<KmsResource.Key> keys = new LinkedHashSet<>(side.keys());
    keys.addAll(other.keys());
    return own.equals(others) ? MadeUpIds.narrow(own, keys) : own;
  }

  /**
   * A layer that one file leaves open is taken as in the other one. The answer is indeterminate
   * then, and a proof about the other layers assumes nothing about this one.
   */
  private static PolicyLayer known(PolicyLayer own, PolicyLayer other) {
    return own instanceof PolicyLayer.Unknown ? other : own;
  }

  /**
   * What of the change is not compared, one line each: changed policies of callers that depend on
   * the made-up id of a key, and keys that only the file after the change holds. Such a key has an
   * id, so it may have had another policy before.
   */
  List<String> open() {
    List<String> found = new ArrayList<>();
    for (KmsResource.Key key : next.keys()) {
      if (!UnnamedKey.is(key) && old.keyOf(key).isEmpty()) {
        found.add(
            "the policy of `"
                + key.arn()
                + "` is not compared: the file before the change does not hold the key");
      }
    }
    for (Caller caller : next.callers()) {
      PrincipalPolicies own = next.principal(caller);
      boolean depends =
          !own.equals(old.principal(caller)) && !own.equals(MadeUpIds.narrow(own, next.keys()));
      if (depends) {
        found.add(
            "the changed policies of `"
                + caller.arn()
                + "` name keys by their ids, and the files do not say which ids their keys have");
      }
    }
    return found;
  }

  private boolean hasOtherGrants(InputKey key) {
    return before.keys().stream()
        .filter(one -> one.key().equals(key.key()))
        .anyMatch(one -> !one.listedGrants().equals(key.listedGrants()));
  }

  private static PolicyState state(
      FilePolicies side,
      FilePolicies other,
      Collection<KmsResource.Key> listedKeys,
      Set<String> accounts,
      boolean listed) {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    Set<Caller> known = new HashSet<>(other.callers());
    side.callers()
        .forEach(
            caller ->
                callers.put(
                    caller,
                    known.contains(caller)
                        ? policies(caller, side, other)
                        : side.asNew(caller, policies(caller, side, other))));
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    for (KmsResource.Key key : listedKeys) {
      Caller owner = new Caller.RootUser(key.partition(), key.accountId());
      KeyPolicies own = side.key(key, owner);
      KeyPolicies policies =
          new KeyPolicies(
              known(own.key(), other.key(key, owner).key()),
              own.grants(),
              own.resourceControl(),
              own.manager());
      keys.put(key, listed ? side.withListedGrants(key, policies) : policies);
    }
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    accounts.forEach(account -> others.put(account, KeyPolicies.unknown()));
    return new PolicyState(callers, keys).withOtherKeys(others);
  }
}
