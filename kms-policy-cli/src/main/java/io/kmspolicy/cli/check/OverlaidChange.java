package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.change.PolicyChange;
import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.overlay.FilePolicies;
import io.kmspolicy.inputs.overlay.OverlaidDirectory;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.spi.PolicySource;
import io.kmspolicy.testing.DirectoryState;
import io.kmspolicy.testing.NamedAccounts;
import io.kmspolicy.testing.UnlistedLayers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change of a policy directory by a file: a plan, a template or a state. There is no change from
 * a file to a directory, because what a file removes stays in the changed policies.
 */
final class OverlaidChange {

  private static final String PARTITION = "aws";
  private static final String REGION = "us-east-1";

  private final Directory directory;
  private final StateFile file;
  private final FilePolicies defined;
  private final OverlaidDirectory unchanged;
  private final OverlaidDirectory changed;

  private OverlaidChange(Directory directory, StateFile file) {
    this.directory = directory;
    this.file = file;
    PolicyDirectory policies = directory.directory();
    this.defined = file.policies();
    Optional<FilePolicies> was = file.policiesBefore();
    InputState none =
        new InputState(file.state().shape(), List.of(), List.of(), List.of(), List.of());
    this.changed = new OverlaidDirectory(policies, defined, was);
    this.unchanged =
        new OverlaidDirectory(
            policies, was.orElseGet(() -> new FilePolicies(none, file.assumed())), was);
  }

  /** The change of a directory by a file; empty if the two are of other forms. */
  static Optional<OverlaidChange> of(PolicyVersion before, PolicyVersion after) {
    return before instanceof Directory directory && after instanceof StateFile file
        ? Optional.of(new OverlaidChange(directory, file))
        : Optional.empty();
  }

  /** The policies of the directory with the changes of the file. */
  PolicySource changed() {
    return changed;
  }

  /** What of the change is not compared, one line each. */
  List<String> open() {
    List<String> lines = new ArrayList<>(changed.open(directory.name(), file.name()));
    Set<KmsResource.Key> known = unchanged.keys();
    for (KmsResource.Key key : changed.keys()) {
      if (!known.contains(key) && !UnnamedKey.is(key)) {
        lines.add(
            "the policy of `"
                + key.arn()
                + "` is not compared: `"
                + directory.name()
                + "` does not hold the key");
      } else if (!known.contains(key) && file.before().isEmpty() && !directory.isEmpty()) {
        lines.add(unnamed(nameOf(key)));
      }
    }
    for (Caller caller : changed.callers()) {
      if (dependsOnIds(caller)) {
        lines.add(
            "the changed policies of `"
                + caller.arn()
                + "` name keys by their ids, and `"
                + file.name()
                + "` does not say which ids its keys have");
      }
    }
    return lines;
  }

  /** A key of a template without a stated id may be one of the directory. */
  private String unnamed(String key) {
    return "the key `"
        + key
        + "` is taken as a new one: `"
        + file.name()
        + "` does not hold its id. If `"
        + directory.name()
        + "` holds the key, state it: --parameter "
        + key
        + "=KEY-ID";
  }

  /** Whether the policies of a caller are changed, and depend on the made-up id of a key. */
  private boolean dependsOnIds(Caller caller) {
    PrincipalPolicies own = changed.principal(caller);
    return !own.equals(unchanged.principal(caller))
        && !own.equals(MadeUpIds.narrow(own, changed.keys()));
  }

  private String nameOf(KmsResource.Key key) {
    return defined.keyOf(key).orElseThrow().name();
  }

  /** The accounts whose keys are compared. */
  Set<String> accounts() {
    Set<String> accounts = new TreeSet<>();
    for (OverlaidDirectory side : List.of(unchanged, changed)) {
      accounts.addAll(described(side));
      accounts.addAll(NamedAccounts.of(side.callers().stream().map(side::principal).toList()));
    }
    return accounts;
  }

  /**
   * The changes to prove. Resource control policies do not bind the keys that AWS manages (rule
   * 4.2), so where the directory does not say who manages a key, there is one change for either.
   *
   * @param only the ARN of the only key to compare; empty for all
   */
  List<PolicyChange> changes(Optional<String> only) {
    List<PolicyChange> changes = new ArrayList<>();
    changes.addAll(change(only, KeyManager.CUSTOMER));
    if (accounts().stream().anyMatch(this::hasResourceControl)) {
      changes.addAll(change(only, KeyManager.AWS));
    }
    return changes;
  }

  private boolean hasResourceControl(String account) {
    return ofOther(account).resourceControl() instanceof OrganizationLayer.Levels;
  }

  private List<PolicyChange> change(Optional<String> only, KeyManager manager) {
    Set<KmsResource.Key> known = new LinkedHashSet<>(unchanged.keys());
    Set<KmsResource.Key> keys = new LinkedHashSet<>(changed.keys());
    keys.removeIf(key -> !known.contains(key) && !UnnamedKey.is(key));
    for (Set<KmsResource.Key> all : List.of(known, keys)) {
      all.removeIf(key -> only.isPresent() && !key.arn().equals(only.get()));
    }
    PolicyState old = state(unchanged, changed, known, keys, manager);
    PolicyState next = state(changed, unchanged, keys, keys, manager);
    if (only.isEmpty()) {
      Map<String, KeyPolicies> others = new LinkedHashMap<>();
      for (String account : accounts()) {
        others.put(account, DirectoryState.managedBy(manager, ofOther(account)));
      }
      old = old.withOtherKeys(others);
      next = next.withOtherKeys(others);
    }
    return PolicyChange.allOf(old, next);
  }

  /** The policies of a key of an account that neither the directory nor the file describes. */
  private KeyPolicies ofOther(String account) {
    return directory
        .directory()
        .key(UnnamedKey.some(PARTITION, REGION, account), new Caller.RootUser(PARTITION, account));
  }

  /** Unchanged policies that depend on a made-up id are unknown, as its id must not decide. */
  private PolicyState state(
      OverlaidDirectory side,
      OverlaidDirectory other,
      Set<KmsResource.Key> listed,
      Set<KmsResource.Key> all,
      KeyManager manager) {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    Set<Caller> known = new HashSet<>(other.callers());
    for (Caller caller : side.callers()) {
      PrincipalPolicies own = side.principal(caller);
      PrincipalPolicies compared = own.equals(other.principal(caller)) ? narrow(own) : own;
      callers.put(caller, known.contains(caller) ? compared : defined.asNew(caller, compared));
    }
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    for (KmsResource.Key key : all) {
      if (listed.contains(key)) {
        KeyPolicies own = side.key(key, new Caller.RootUser(key.partition(), key.accountId()));
        keys.put(key, isManagerKnown(key) ? own : DirectoryState.managedBy(manager, own));
      }
    }
    Map<String, PrincipalPolicies> accounts = new LinkedHashMap<>();
    for (String account : described(changed)) {
      accounts.put(account, narrow(UnlistedLayers.ofAccount(directory.directory(), account)));
    }
    return new PolicyState(callers, keys)
        .withUnlisted(
            accounts,
            narrow(UnlistedLayers.ofOtherAccounts(directory.directory())),
            narrow(UnlistedLayers.ofServices(directory.directory())));
  }

  private PrincipalPolicies narrow(PrincipalPolicies policies) {
    return MadeUpIds.narrow(policies, changed.keys());
  }

  /** Whether the directory says who manages a key, or the file defines it: then a customer does. */
  private boolean isManagerKnown(KmsResource.Key key) {
    return directory.directory().metadata(key).isPresent() || defined.keyOf(key).isPresent();
  }

  /** The accounts of callers and keys. */
  private static Set<String> described(OverlaidDirectory side) {
    Set<String> accounts = new LinkedHashSet<>();
    for (Caller caller : side.callers()) {
      if (caller instanceof Caller.AccountCaller member) {
        accounts.add(member.accountId());
      }
    }
    side.keys().forEach(key -> accounts.add(key.accountId()));
    return accounts;
  }
}
