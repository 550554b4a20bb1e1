package io.kmspolicy.replay;

import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were judged lately, found by the objects that the reader shares between equal
 * values. Of a call it keeps what all its events have in common beside their parameters, so that
 * nothing else is read of an event that is counted again. Bounded: a table with {@value #WAYS}
 * slots a set. Not thread-safe.
 */
final class JudgedCalls {

  private static final int SETS = 1 << 14;
  private static final int WAYS = 4;
  private static final int PRIME = 31;

  private final @Nullable Call[] calls = new Call[WAYS * SETS];

  /**
   * Who called which operation on what.
   *
   * @param service the AWS service that made the call for the caller; empty for a direct call
   * @param group the checks that current policies decide alike in equal contexts
   * @param proposed those of proposed policies
   * @param hash the hash code of the group
   */
  record Call(
      Map<String, Object> identity,
      List<String> resources,
      String name,
      String region,
      String service,
      Object group,
      Object proposed,
      int hash) {

    static Call of(TrailEvent event, Object group, Object proposed) {
      return new Call(
          event.identity(),
          event.resources(),
          event.name(),
          event.region(),
          EventQuestion.service(event),
          group,
          proposed,
          System.identityHashCode(group));
    }

    private boolean includes(TrailEvent event) {
      return identity == event.identity()
          && resources == event.resources()
          && name.equals(event.name())
          && region.equals(event.region());
    }
  }

  /** The call of an event; null if none is known. */
  @Nullable Call of(TrailEvent event) {
    int first = first(event);
    for (int way = first; way < first + WAYS; way++) {
      Call kept = calls[way];
      if (kept == null) {
        return null;
      }
      if (kept.includes(event)) {
        if (way > first) {
          calls[way] = calls[way - 1];
          calls[way - 1] = kept;
        }
        return kept;
      }
    }
    return null;
  }

  /** The call of an event with these groups, which is kept. */
  Call of(TrailEvent event, Object group, Object proposed) {
    Call known = of(event);
    if (known != null && known.group == group && known.proposed == proposed) {
      return known;
    }
    Call made = Call.of(event, group, proposed);
    calls[place(event)] = made;
    return made;
  }

  /** Where an event's call is or is kept: the last slot of a full set is used again. */
  private int place(TrailEvent event) {
    int way = first(event);
    int last = way + WAYS - 1;
    while (way < last) {
      Call kept = calls[way];
      if (kept == null || kept.includes(event)) {
        return way;
      }
      way++;
    }
    return last;
  }

  private static int first(TrailEvent event) {
    int hash = System.identityHashCode(event.identity());
    hash = PRIME * hash + System.identityHashCode(event.resources());
    hash = PRIME * hash + event.name().hashCode();
    hash = PRIME * hash + event.region().hashCode();
    return WAYS * ((hash ^ hash >>> 15) & SETS - 1);
  }
}
