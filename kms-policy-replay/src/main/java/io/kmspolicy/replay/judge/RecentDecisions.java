package io.kmspolicy.replay.judge;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.RecordedCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that have read nothing of the context but the parameters of the request, by the object
 * that events with equal parameters share. Bounded: a direct-mapped table. Not thread-safe.
 */
final class RecentDecisions {

  private static final int SLOTS = 1 << 13;
  private static final int PRIME = 31;

  private final @Nullable Entry[] entries = new Entry[SLOTS];

  private record Entry(DecidedCheck check, Map<String, Object> parameters, Decision decision) {}

  /** The decision of a check; null if it is not known. */
  @Nullable Decision of(DecidedCheck decided, RecordedCheck check) {
    Map<String, Object> parameters = check.parameters();
    Entry entry = entries[slot(decided, parameters)];
    return entry != null && entry.check() == decided && entry.parameters() == parameters
        ? entry.decision()
        : null;
  }

  /** Keeps a decision. */
  void keep(DecidedCheck decided, RecordedCheck check, Decision decision) {
    Map<String, Object> parameters = check.parameters();
    entries[slot(decided, parameters)] = new Entry(decided, parameters, decision);
  }

  private static int slot(DecidedCheck decided, Map<String, Object> parameters) {
    int hash = PRIME * System.identityHashCode(decided) + System.identityHashCode(parameters);
    return (hash ^ hash >>> 13) & SLOTS - 1;
  }
}
