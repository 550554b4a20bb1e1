package io.kmspolicy.replay;

import io.kmspolicy.replay.RoleSessions.Role;
import io.kmspolicy.replay.mapped.CheckSubject;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were judged lately, found by who made them and by the objects that the reader
 * shares between equal values. Who made a call is its role, where sessions share it, or else the
 * identity in the record. Of a call it keeps what all its events have in common beside their
 * parameters, so that nothing else is read of an event that is counted again. Bounded: a table with
 * {@value #WAYS} slots a set, and at most {@value #MAX_CALLS} calls. Not thread-safe.
 */
final class JudgedCalls {

  private static final int SETS = 1 << 14;
  private static final int WAYS = 4;
  private static final int MAX_CALLS = 50_000;
  private static final int PRIME = 31;

  /** Roles and identities, each with the call behind it. */
  private final @Nullable Object[] slots = new Object[2 * WAYS * SETS];

  /** Equal calls are one object; when it is full, it is emptied. */
  private final Map<Call, Call> distinct = new HashMap<>();

  /**
   * Which operation was called on what, by callers whose checks are in the same groups.
   *
   * @param throughEndpoint whether the call went through a VPC endpoint
   * @param service the AWS service that made the call for the caller; empty for a direct call
   * @param group the checks that current policies decide alike in equal contexts
   * @param proposed those of proposed policies
   * @param check the check of one of these callers
   * @param role the role under which the call was first kept; null if it was an identity
   * @param number the number of the call among those of the role
   * @param hash the hash code of the group
   */
  record Call(
      List<String> resources,
      boolean throughEndpoint,
      String name,
      String region,
      String service,
      Object group,
      Object proposed,
      CheckSubject check,
      @Nullable Role role,
      int number,
      int hash) {

    static Call of(
        Object who, TrailEvent event, Object group, Object proposed, CheckSubject check) {
      Role role = who instanceof Role of ? of : null;
      return new Call(
          event.resources(),
          event.isThroughEndpoint(),
          event.name(),
          event.region(),
          event.service(),
          group,
          proposed,
          check,
          role,
          role == null ? 0 : role.nextCall(),
          System.identityHashCode(group));
    }

    @SuppressWarnings("ReferenceEquality") // the groups are compared by identity
    boolean isOf(Object ofChecks, Object ofProposed) {
      return group == ofChecks && proposed == ofProposed;
    }

    private boolean includes(TrailEvent event) {
      return resources == event.resources()
          && throughEndpoint == event.isThroughEndpoint()
          && name.equals(event.name())
          && region.equals(event.region())
          && service.equals(event.service());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equal resources of a trail are one object
    public boolean equals(@Nullable Object other) {
      return other instanceof Call that
          && group == that.group
          && proposed == that.proposed
          && resources == that.resources
          && throughEndpoint == that.throughEndpoint
          && name.equals(that.name)
          && region.equals(that.region)
          && service.equals(that.service);
    }

    @Override
    public int hashCode() {
      return PRIME * hash + name.hashCode();
    }
  }

  /**
   * The call of an event; null if none is known.
   *
   * @param who the caller's role or identity, compared by identity
   */
  @Nullable Call of(Object who, TrailEvent event) {
    int first = first(who, event);
    for (int slot = first; slot < first + 2 * WAYS; slot += 2) {
      Object kept = slots[slot];
      if (kept == null) {
        return null;
      }
      if (kept == who && slots[slot + 1] instanceof Call call && call.includes(event)) {
        if (slot > first) {
          moveForward(slot);
        }
        return call;
      }
    }
    return null;
  }

  private void moveForward(int slot) {
    Object who = slots[slot];
    Object call = slots[slot + 1];
    slots[slot] = slots[slot - 2];
    slots[slot + 1] = slots[slot - 1];
    slots[slot - 2] = who;
    slots[slot - 1] = call;
  }

  /** The call of an event with these groups, which is kept. */
  Call of(Object who, TrailEvent event, Object group, Object proposed, CheckSubject check) {
    Call known = of(who, event);
    if (known != null && known.isOf(group, proposed)) {
      return known;
    }
    Call made = distinct(Call.of(who, event, group, proposed, check));
    int place = place(who, event);
    slots[place] = who;
    slots[place + 1] = made;
    return made;
  }

  private Call distinct(Call made) {
    if (distinct.size() >= MAX_CALLS) {
      distinct.clear();
    }
    Call before = distinct.putIfAbsent(made, made);
    if (before != null) {
      return before;
    }
    if (made.role() != null) {
      made.role().addCall();
    }
    return made;
  }

  /** Where an event's call is or is kept: the last slot of a full set is used again. */
  private int place(Object who, TrailEvent event) {
    int slot = first(who, event);
    int last = slot + 2 * (WAYS - 1);
    while (slot < last) {
      Object kept = slots[slot];
      boolean isOfEvent =
          kept == who && slots[slot + 1] instanceof Call call && call.includes(event);
      if (kept == null || isOfEvent) {
        return slot;
      }
      slot += 2;
    }
    return last;
  }

  private static int first(Object who, TrailEvent event) {
    int hash = System.identityHashCode(who);
    hash = PRIME * hash + System.identityHashCode(event.resources());
    hash = PRIME * hash + event.name().hashCode();
    hash = PRIME * hash + event.region().hashCode();
    return 2 * WAYS * ((hash ^ hash >>> 15) & SETS - 1);
  }
}
