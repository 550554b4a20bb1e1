package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the same caller, operation, Region, resources and route, whose checks do not depend on
 * the parameters of the request. They are recognized by the identity of the objects that the reader
 * shares between events; events that share none are of different kinds. Immutable.
 *
 * @param subjects the checks
 */
record CallKind(
    String region,
    String name,
    Map<String, Object> identity,
    List<String> resources,
    boolean throughEndpoint,
    PlannedOperation operation,
    Caller.AccountCaller caller,
    List<CheckSubject> subjects) {

  boolean includes(TrailEvent event) {
    return identity == event.identity()
        && resources == event.resources()
        && throughEndpoint == event.isThroughEndpoint()
        && name.equals(event.name())
        && region.equals(event.region());
  }

  /** The kinds of calls that were mapped lately, two slots a set. Not thread-safe. */
  static final class Recent {

    private static final int SETS = 1 << 15;
    private static final int PRIME = 31;

    private final @Nullable CallKind[] kinds = new CallKind[2 * SETS];

    /** The kind of an event; null if it is not known. */
    @Nullable CallKind of(TrailEvent event) {
      int first = slot(event);
      CallKind kept = kinds[first];
      if (kept != null && kept.includes(event)) {
        return kept;
      }
      CallKind recent = kinds[first + 1];
      if (recent != null && recent.includes(event)) {
        kinds[first + 1] = kept;
        kinds[first] = recent;
        return recent;
      }
      return null;
    }

    /** Keeps the kind of an event. */
    void keep(TrailEvent event, CallKind kind) {
      int first = slot(event);
      kinds[kinds[first] == null ? first : first + 1] = kind;
    }

    private static int slot(TrailEvent event) {
      int hash = System.identityHashCode(event.identity());
      hash = PRIME * hash + System.identityHashCode(event.resources());
      hash = PRIME * hash + event.name().hashCode();
      hash = PRIME * hash + event.region().hashCode();
      return 2 * ((hash ^ hash >>> 15) & SETS - 1);
    }
  }
}
