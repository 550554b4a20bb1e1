package io.kmspolicy.replay;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.mapped.CheckSubject;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were judged lately, found by the objects that the reader shares between equal
 * values. Of a call it keeps what all its events have in common beside their parameters, so that
 * nothing else is read of an event that is counted again; sessions of a role share it, so that a
 * new session need not be mapped and judged to find it. Bounded: a table with {@value #WAYS} slots
 * a set, and at most {@value #MAX_CALLS} calls. Not thread-safe.
 */
final class JudgedCalls {

  private static final int SETS = 1 << 14;
  private static final int WAYS = 4;
  private static final int MAX_CALLS = 50_000;
  private static final int PRIME = 31;

  /** Identities, each with the call behind it. */
  private final @Nullable Object[] slots = new Object[2 * WAYS * SETS];

  /** Equal calls are one object; when it is full, it is emptied. */
  private final Map<Call, Call> distinct = new HashMap<>();

  /** The calls of roles; emptied when it is full. */
  private final Map<OfRole, Call> ofRoles = new HashMap<>();

  /** What an event tells of a call by a role. */
  private record OfRole(
      Caller.AnyRoleSession role,
      String service,
      List<String> resources,
      boolean throughEndpoint,
      String name,
      String region) {

    static OfRole of(Caller.AnyRoleSession role, TrailEvent event) {
      return new OfRole(
          role,
          event.service(),
          event.resources(),
          event.isThroughEndpoint(),
          event.name(),
          event.region());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equal resources of a trail are one object
    public boolean equals(@Nullable Object other) {
      return other instanceof OfRole that
          && resources == that.resources
          && throughEndpoint == that.throughEndpoint
          && name.equals(that.name)
          && region.equals(that.region)
          && service.equals(that.service)
          && role.equals(that.role);
    }

    @Override
    public int hashCode() {
      int hash = PRIME * role.roleName().hashCode() + System.identityHashCode(resources);
      return PRIME * hash + name.hashCode();
    }
  }

  /**
   * Which operation was called on what, by callers whose checks are in the same groups.
   *
   * @param throughEndpoint whether the call went through a VPC endpoint
   * @param service the AWS service that made the call for the caller; empty for a direct call
   * @param group the checks that current policies decide alike in equal contexts
   * @param proposed those of proposed policies
   * @param check the check of one of these callers
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
      int hash) {

    static Call of(TrailEvent event, Object group, Object proposed, CheckSubject check) {
      return new Call(
          event.resources(),
          event.isThroughEndpoint(),
          event.name(),
          event.region(),
          event.service(),
          group,
          proposed,
          check,
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
          && region.equals(event.region());
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

  /** The call of an event; null if none is known. */
  @Nullable Call of(TrailEvent event) {
    Object identity = event.identity();
    int first = first(event);
    for (int slot = first; slot < first + 2 * WAYS; slot += 2) {
      Object kept = slots[slot];
      if (kept == null) {
        return null;
      }
      if (kept == identity && slots[slot + 1] instanceof Call call && call.includes(event)) {
        if (slot > first) {
          moveForward(slot);
        }
        return call;
      }
    }
    return null;
  }

  private void moveForward(int slot) {
    Object identity = slots[slot];
    Object call = slots[slot + 1];
    slots[slot] = slots[slot - 2];
    slots[slot + 1] = slots[slot - 1];
    slots[slot - 2] = identity;
    slots[slot - 1] = call;
  }

  /** The last kept call of the same role on the same resources; null if none is known. */
  @Nullable Call ofRole(Caller.AnyRoleSession role, TrailEvent event) {
    return ofRoles.get(OfRole.of(role, event));
  }

  /** Keeps a call as that of all unnamed sessions of a role. */
  void keep(Caller.AnyRoleSession role, TrailEvent event, Call call) {
    if (ofRoles.size() >= MAX_CALLS) {
      ofRoles.clear();
    }
    ofRoles.put(OfRole.of(role, event), call);
  }

  /** The call of an event with these groups, which is kept; a new one also as that of its role. */
  Call of(TrailEvent event, Object group, Object proposed, CheckSubject check) {
    Call known = of(event);
    if (known != null && known.isOf(group, proposed)) {
      return known;
    }
    Call made = distinct(Call.of(event, group, proposed, check));
    keep(event, made);
    if (check.caller() instanceof Caller.RoleSession session) {
      keep(session.anySession(), event, made);
    }
    return made;
  }

  /** Keeps a call as that of an event. */
  void keep(TrailEvent event, Call call) {
    int place = place(event);
    slots[place] = event.identity();
    slots[place + 1] = call;
  }

  private Call distinct(Call made) {
    if (distinct.size() >= MAX_CALLS) {
      distinct.clear();
    }
    Call before = distinct.putIfAbsent(made, made);
    return before == null ? made : before;
  }

  /** Where an event's call is or is kept: the last slot of a full set is used again. */
  private int place(TrailEvent event) {
    Object identity = event.identity();
    int slot = first(event);
    int last = slot + 2 * (WAYS - 1);
    while (slot < last) {
      Object kept = slots[slot];
      boolean isOfEvent =
          kept == identity && slots[slot + 1] instanceof Call call && call.includes(event);
      if (kept == null || isOfEvent) {
        return slot;
      }
      slot += 2;
    }
    return last;
  }

  private static int first(TrailEvent event) {
    int hash = System.identityHashCode(event.identity());
    hash = PRIME * hash + System.identityHashCode(event.resources());
    hash = PRIME * hash + event.name().hashCode();
    hash = PRIME * hash + event.region().hashCode();
    return 2 * WAYS * ((hash ^ hash >>> 15) & SETS - 1);
  }
}
