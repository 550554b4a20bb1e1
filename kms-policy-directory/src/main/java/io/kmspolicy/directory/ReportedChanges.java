package io.kmspolicy.directory;

import io.kmspolicy.model.resource.KmsResource;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients report to have changed, over the states of a directory.
 *
 * <p>A state that was read answers only when authorizers have it. A change that is reported
 * meanwhile belongs to both states: the one that still answers, and the one that follows, since its
 * files were read before the report.
 *
 * <p>Thread-safe, and never blocks.
 */
final class ReportedChanges {

  /** The state that was read last; null before the first. */
  private volatile @Nullable PolicyDirectory latest;

  /** What the state that was read last, or the first one, does not know yet. */
  private final Set<KmsResource> pending = ConcurrentHashMap.newKeySet();

  /**
   * Hands the changes of earlier states to a state that was read, as far as its files do not show
   * them.
   */
  void read(PolicyDirectory state) {
    PolicyDirectory before = latest;
    // Before its changes are read: what is reported to the earlier state from now on is pending.
    latest = state;
    if (before != null) {
      state.changedAsIn(before);
    }
    applyTo(state);
  }

  /**
   * Notes that a resource was changed.
   *
   * @param answering the state that answers at present; empty if there is none
   */
  void add(KmsResource resource, Optional<PolicyDirectory> answering) {
    answering.ifPresent(state -> state.changed(resource));
    if (answering.isEmpty() || !isLatest(answering.get())) {
      pending.add(pending.size() < PolicyDirectory.MAX_CHANGED ? resource : new KmsResource.Any());
    }
  }

  /**
   * Hands pending changes to a state that answers.
   *
   * @return whether there were any
   */
  boolean applyTo(PolicyDirectory state) {
    if (pending.isEmpty() || !isLatest(state)) {
      return false;
    }
    for (Iterator<KmsResource> reported = pending.iterator(); reported.hasNext(); ) {
      state.changed(reported.next());
      reported.remove();
    }
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // a directory that did not change is the same object
  private boolean isLatest(PolicyDirectory state) {
    return state == latest;
  }
}
