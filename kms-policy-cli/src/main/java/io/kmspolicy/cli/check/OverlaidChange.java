package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.prove.PolicyChange;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a policy directory by a file: a plan, a template or a state. There is no change from
 * a file to a directory, because what a file removes stays in the changed policies.
 */
final class OverlaidChange {

  private final Directory directory;
  private final StateFile file;
  private final OverlaidDirectory unchanged;
  private final OverlaidDirectory changed;

  private OverlaidChange(Directory directory, StateFile file) {
    this.directory = directory;
    this.file = file;
    PolicyDirectory policies = directory.directory();
    FilePolicies now = new FilePolicies(file.state());
    Optional<FilePolicies> was = file.before().map(FilePolicies::new);
    InputState none =
        new InputState(file.state().shape(), List.of(), List.of(), List.of(), List.of());
    this.changed = new OverlaidDirectory(policies, now, was);
    this.unchanged =
        new OverlaidDirectory(policies, was.orElseGet(() -> new FilePolicies(none)), was);
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
      } else if (!known.contains(key) && file.before().isEmpty()) {
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
    return new FilePolicies(file.state()).keyOf(key).orElseThrow().name();
  }

  /**
   * The change to prove.
   *
   * @param only the ARN of the only key to compare; empty for all
   */
  PolicyChange change(Optional<String> only) {
    Set<KmsResource.Key> known = new LinkedHashSet<>(unchanged.keys());
    Set<KmsResource.Key> keys = new LinkedHashSet<>(changed.keys());
    keys.removeIf(key -> !known.contains(key) && !UnnamedKey.is(key));
    for (Set<KmsResource.Key> all : List.of(known, keys)) {
      all.removeIf(key -> only.isPresent() && !key.arn().equals(only.get()));
    }
    PolicyState old = state(unchanged, changed, known, keys, only.isEmpty());
    PolicyState next = state(changed, unchanged, keys, keys, only.isEmpty());
    return PolicyChange.of(old, next);
  }

  /** Unchanged policies that depend on a made-up id are unknown, as its id must not decide. */
  private PolicyState state(
      OverlaidDirectory side,
      OverlaidDirectory other,
      Set<KmsResource.Key> listed,
      Set<KmsResource.Key> all,
      boolean hasOthers) {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    for (Caller caller : side.callers()) {
      PrincipalPolicies own = side.principal(caller);
      callers.put(
          caller,
          own.equals(other.principal(caller)) ? MadeUpIds.narrow(own, changed.keys()) : own);
    }
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    for (KmsResource.Key key : all) {
      Caller owner = new Caller.RootUser(key.partition(), key.accountId());
      if (listed.contains(key)) {
        keys.put(key, side.key(key, owner));
      }
      KmsResource.Key some = UnnamedKey.some(key.partition(), key.region(), key.accountId());
      others.putIfAbsent(key.accountId(), directory.directory().key(some, owner));
    }
    PolicyState state = new PolicyState(callers, keys);
    return hasOthers ? state.withOtherKeys(others) : state;
  }
}
