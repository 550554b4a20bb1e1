package io.kmspolicy.testing;

import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A change of a policy directory, as the states that a claim compares. */
public final class DirectoryChange {

  private final DirectoryState before;
  private final DirectoryState after;
  private final Set<KmsResource.Key> keys = new LinkedHashSet<>();
  private final Set<String> accounts = new TreeSet<>();

  /**
   * A change.
   *
   * @param isBothWays whether the claim is about the change in both directions, so that no caller
   *     is new
   * @throws TestInputException if a policy that changes depends on the id of a key that is not
   *     known
   */
  public DirectoryChange(DirectoryState before, DirectoryState after, boolean isBothWays) {
    this.before = before;
    this.after = after;
    for (DirectoryState side : List.of(before, after)) {
      keys.addAll(side.keys());
      accounts.addAll(side.accountsOfKeys());
    }
    after.addCallersOf(before);
    if (isBothWays) {
      before.addCallersOf(after);
    }
    after.refuseChangesByIdOf(before);
  }

  /** The accounts whose keys are compared. */
  public Set<String> accounts() {
    return accounts;
  }

  /**
   * The states; a claim must hold for each of them. Resource control policies do not bind the keys
   * that AWS manages (rule 4.2), so where a directory does not say who manages a key, the claim
   * must hold for either manager.
   */
  public List<ChangedState> states() {
    List<ChangedState> states = new ArrayList<>();
    states.add(managedBy(KeyManager.CUSTOMER));
    if (before.dependsOnManager(keys, accounts) || after.dependsOnManager(keys, accounts)) {
      states.add(managedBy(KeyManager.AWS));
    }
    return states;
  }

  private ChangedState managedBy(KeyManager manager) {
    return new ChangedState(
        before.state(keys, accounts, manager), after.state(keys, accounts, manager));
  }
}
