package io.kmspolicy.directory;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Whether a client changed something about the published state. */
  private boolean changed;

  /** Adds an authorizer, and publishes the current state to it. */
  synchronized void add(Authorizer authorizer) {
    authorizer.publish(published == null ? NOTHING : published.snapshot());
    authorizers.add(authorizer);
  }

  /** Publishes a state that was read, unless the authorizers have it. */
  synchronized void read(PolicyDirectory state) {
    if (!isSame(published, state)) {
      publish(state);
      published = state;
      answered = false;
      changed = false;
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
    } else if (changed) {
      changed = false;
      publish(before);
    }
    answered |= current.isPresent() && isSame(before, current.get());
  }

  @SuppressWarnings("ReferenceEquality") // a directory that did not change is the same object
  private static boolean isSame(@Nullable PolicyDirectory one, PolicyDirectory other) {
    return one == other;
  }

  /** Notes that a client changed something about the published state. */
  synchronized void markChanged() {
    changed = true;
  }

  private void publish(@Nullable PolicyDirectory state) {
    authorizers.removeIf(authorizer -> !authorizer.isOpen());
    if (!authorizers.isEmpty()) {
      PolicySnapshot snapshot = state == null ? NOTHING : state.snapshot();
      authorizers.forEach(authorizer -> authorizer.publish(snapshot));
    }
  }
}
