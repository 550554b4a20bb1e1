package io.kmspolicy.replay.judge;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.RecordedCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that have read nothing of the context but the parameters of the request, by the object
 * that events with equal parameters share. Bounded: a table with two slots a set, of which new
 * decisions take the second. Not thread-safe.
 */
final class RecentDecisions {

  private static final int SETS = 1 << 13;
  private static final int PRIME = 31;

  private final @Nullable Entry[] entries = new Entry[2 * SETS];

  private record Entry(DecidedCheck check, Map<String, Object> parameters, Decision decision) {

    private boolean is(DecidedCheck decided, Map<String, Object> of) {
      return check == decided && parameters == of;
    }
  }

  /** The decision of a check; null if it is not known. */
  @Nullable Decision of(DecidedCheck decided, RecordedCheck check) {
    Map<String, Object> parameters = check.parameters();
    int first = slot(decided, parameters);
    Entry kept = entries[first];
    if (kept != null && kept.is(decided, parameters)) {
      return kept.decision();
    }
    Entry recent = entries[first + 1];
    if (recent == null || !recent.is(decided, parameters)) {
      return null;
    }
    entries[first + 1] = kept;
    entries[first] = recent;
    return recent.decision();
  }

  /** Keeps a decision that is not known. */
  void keep(DecidedCheck decided, RecordedCheck check, Decision decision) {
    Map<String, Object> parameters = check.parameters();
    int first = slot(decided, parameters);
    entries[entries[first] == null ? first : first + 1] = new Entry(decided, parameters, decision);
  }

  private static int slot(DecidedCheck decided, Map<String, Object> parameters) {
    int hash = PRIME * System.identityHashCode(decided) + System.identityHashCode(parameters);
    return 2 * ((hash ^ hash >>> 13) & SETS - 1);
  }
}
