package io.kmspolicy.replay;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of roles that make calls, found by the object that the reader shares between equal
 * identities. Calls are kept by role, so ten sessions of a role look for them in the same place;
 * each session notes which of them it shares. Bounded. Not thread-safe.
 */
final class RoleSessions {

  private static final int MAX_SESSIONS = 20_000;
  private static final int MAX_ROLES = 20_000;

  /** Sessions note calls up to this number. */
  private static final int MAX_CALLS = 1 << 12;

  /** Stands for callers who are no sessions of roles. */
  private static final Object NONE = new Object();

  private final IdentityHashMap<Object, Object> byIdentity = new IdentityHashMap<>();
  private final Map<Caller.AnyRoleSession, Role> roles = new HashMap<>();
  private final EventMapper mapper;

  /** No sessions yet; the mapper finds callers. */
  RoleSessions(EventMapper mapper) {
    this.mapper = mapper;
  }

  /** A role, which numbers its calls. Compared by identity. */
  static final class Role {

    private int calls;

    /** The number of the next call; the calls beyond a limit have the same. */
    int nextCall() {
      return calls;
    }

    void addCall() {
      calls = Math.min(calls + 1, MAX_CALLS);
    }
  }

  /** A session with its role. */
  static final class Session {

    private final Caller.RoleSession caller;
    private final Role role;

    /** The numbers of the calls that it shares, as bits: the first ones, and all others. */
    private long shared;

    private long[] others = {};

    private Session(Caller.RoleSession caller, Role role) {
      this.caller = caller;
      this.role = role;
    }

    Caller.RoleSession caller() {
      return caller;
    }

    Role role() {
      return role;
    }

    /** Whether it is known to share a call of its role. */
    boolean shares(JudgedCalls.Call call) {
      int word = call.number() / Long.SIZE;
      long bits = word == 0 ? shared : word <= others.length ? others[word - 1] : 0;
      return call.role() == role && (bits & bit(call)) != 0;
    }

    /** Notes that it shares a call of its role. */
    void share(JudgedCalls.Call call) {
      if (call.role() != role || call.number() >= MAX_CALLS) {
        return;
      }
      int word = call.number() / Long.SIZE;
      if (word == 0) {
        shared |= bit(call);
        return;
      }
      if (word > others.length) {
        others = Arrays.copyOf(others, Math.max(word, 2 * others.length));
      }
      others[word - 1] |= bit(call);
    }

    private static long bit(JudgedCalls.Call call) {
      return 1L << (call.number() % Long.SIZE);
    }
  }

  /** The session that made the call of an event; null if the caller is no session of a role. */
  @Nullable Session of(TrailEvent event) {
    Object known = byIdentity.get(event.identity());
    if (known == null) {
      known = find(event);
      if (byIdentity.size() >= MAX_SESSIONS) {
        byIdentity.clear();
      }
      byIdentity.put(event.identity(), known);
    }
    return known instanceof Session session ? session : null;
  }

  private Object find(TrailEvent event) {
    return mapper.caller(event) instanceof Caller.RoleSession session
        ? new Session(session, role(session.anySession()))
        : NONE;
  }

  private Role role(Caller.AnyRoleSession named) {
    Role known = roles.get(named);
    if (known != null) {
      return known;
    }
    if (roles.size() >= MAX_ROLES) {
      roles.clear();
    }
    Role made = new Role();
    roles.put(named, made);
    return made;
  }
}
