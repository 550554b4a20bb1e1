package io.kmspolicy.directory;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the states of a directory to authorizers. An authorizer that was closed is dropped.
 * Thread-safe.
 */
final class SnapshotPublisher {

  private static final PolicySnapshot NOTHING = PolicySnapshot.builder().build();

  private final List<Authorizer> authorizers = new ArrayList<>();

  /** The state that was read last and is not too old; null if there is none. */
  private @Nullable PolicyDirectory published;

  /**
   * Whether the source answered with this state: it is too old when the source does not any more.
   */
  private boolean answered;

  /**
   * Whether a client changed something about the published state. Not guarded by the lock, which is
   * held while policies are compiled: clients report changes.
   */
  private final AtomicBoolean changed = new AtomicBoolean();

  /** Adds an authorizer, and publishes the current state to it. */
  synchronized void add(Authorizer authorizer) {
    authorizer.publish(published == null ? NOTHING : published.snapshot());
    authorizers.add(authorizer);
  }

  /** Publishes a state that was read, unless the authorizers have it. */
  synchronized void read(PolicyDirectory state) {
    if (!isSame(published, state)) {
      // Before the publication: a change that is reported meanwhile is published at the next look.
      changed.set(false);
      publish(state);
      published = state;
      answered = false;
    }
  }

  /**
   * Publishes what became of the published state: it is too old, or a client changed a key.
   *
   * @param current the state with which the source answers
   */
  synchronized void look(Optional<PolicyDirectory> current) {
    PolicyDirectory before = published;
    if (before == null) {
      return;
    }
    if (current.isEmpty() && answered) {
      publish(null);
      published = null;
    } else if (changed.getAndSet(false)) {
      publish(before);
    }
    answered |= current.isPresent() && isSame(before, current.get());
  }

  @SuppressWarnings("ReferenceEquality") // a directory that did not change is the same object
  private static boolean isSame(@Nullable PolicyDirectory one, PolicyDirectory other) {
    return one == other;
  }

  /** Notes that a client changed something about the published state. Never blocks. */
  void markChanged() {
    changed.set(true);
  }

  private void publish(@Nullable PolicyDirectory state) {
    authorizers.removeIf(authorizer -> !authorizer.isOpen());
    if (!authorizers.isEmpty()) {
      PolicySnapshot snapshot = state == null ? NOTHING : state.snapshot();
      authorizers.forEach(authorizer -> publish(snapshot, authorizer));
    }
  }

  /** Publishes to an authorizer, unless it is closed meanwhile: the others still need it. */
  private static void publish(PolicySnapshot snapshot, Authorizer authorizer) {
    try {
      authorizer.publish(snapshot);
    } catch (IllegalStateException e) {
      if (authorizer.isOpen()) {
        throw e;
      }
    }
  }
}
