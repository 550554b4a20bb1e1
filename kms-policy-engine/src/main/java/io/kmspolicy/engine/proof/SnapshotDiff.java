package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What two snapshots allow differently: who gains what, and who loses what. The comparison is a
 * proof over all values of the condition keys, as {@link PolicyProver} makes it. What it does not
 * list is proven to be unchanged; what is not settled is listed as indeterminate.
 *
 * <pre>{@code
 * SnapshotDiff diff = SnapshotDiff.between(before, after);
 * diff.gains().forEach(change -> System.out.println(change.text()));
 * boolean isSafe = diff.gains().isEmpty() && diff.indeterminate().isEmpty();
 * }</pre>
 *
 * <p>Only pairs of a caller and a resource of which one has changed are compared, action by action,
 * so the work grows with their number. A caller or resource that only one of the snapshots lists is
 * taken to exist only there. One that neither lists has unknown policies, and is compared only if
 * it is named; {@link PolicyProver#noNewAccess} compares all callers.
 *
 * <p>Immutable.
 *
 * @param changes the changes, in the order of callers and resources
 * @param pairs the number of pairs that were compared
 */
public record SnapshotDiff(List<AccessChange> changes, long pairs) {

  /** Copies the list. */
  public SnapshotDiff {
    changes = List.copyOf(changes);
  }

  /**
   * Compares what two snapshots allow all callers that one of them lists on all resources that one
   * of them lists.
   *
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public static SnapshotDiff between(PolicySnapshot before, PolicySnapshot after) {
    Set<Caller> callers = new LinkedHashSet<>(before.callers());
    callers.addAll(after.callers());
    Set<KmsResource> resources = new LinkedHashSet<>(before.resources());
    resources.addAll(after.resources());
    return between(before, after, callers, resources, List.of());
  }

  /**
   * Compares what two snapshots allow some callers on some resources.
   *
   * @param callers the callers; a role stands for all its sessions
   * @param resources keys and aliases, and {@link KmsResource.Any} for actions without a key
   * @param actions patterns of actions; empty for all actions
   * @throws UnconfirmedWitnessException if the engine contradicts itself
   */
  public static SnapshotDiff between(
      PolicySnapshot before,
      PolicySnapshot after,
      Collection<Caller> callers,
      Collection<KmsResource> resources,
      List<String> actions) {
    return new SnapshotComparison(before, after, callers, resources, actions).compare();
  }

  /** The changes by which some request is allowed that was denied before, for certain. */
  public List<AccessChange> gains() {
    return select(change -> change.gains() == MatchResult.MATCH);
  }

  /** The changes by which some request is denied that was allowed before, for certain. */
  public List<AccessChange> losses() {
    return select(change -> change.losses() == MatchResult.MATCH);
  }

  /** The changes that may gain or lose a request: which, is not settled. */
  public List<AccessChange> indeterminate() {
    return select(AccessChange::isIndeterminate);
  }

  /** Whether both snapshots are proven to allow the same requests. */
  public boolean isUnchanged() {
    return changes.isEmpty();
  }

  private List<AccessChange> select(Predicate<AccessChange> predicate) {
    return changes.stream().filter(predicate).toList();
  }
}
