package io.kmspolicy.engine.table;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalName.AssumedRoleSession;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles of which a policy or a list of grants names single sessions as principals (rules 1.7,
 * 5.7). Only such names tell the sessions of a role apart before the context is read: every other
 * principal matches all sessions of a role alike, and unique ids are compared with {@code
 * aws:userid} in the context (rule 1.8). Immutable.
 *
 * @param roles the roles
 */
record SessionNames(Set<Role> roles) {

  private static final SessionNames NONE = new SessionNames(Set.of());
  private static final String SESSION = ":assumed-role/";

  private record Role(String partition, String accountId, String name) {}

  /** The sessions that these principals name. */
  static SessionNames ofPrincipals(List<PrincipalElement> elements) {
    Set<Role> roles = new HashSet<>();
    for (PrincipalElement element : elements) {
      for (PrincipalName name : element.names()) {
        add(name, roles);
      }
    }
    return of(roles);
  }

  /** The sessions that are grantees or retiring principals of these grants. */
  static SessionNames ofGrants(List<Grant> grants) {
    Set<Role> roles = new HashSet<>();
    for (Grant grant : grants) {
      add(grant.grantee(), roles);
      add(grant.retiring(), roles);
    }
    return of(roles);
  }

  private static SessionNames of(Set<Role> roles) {
    return roles.isEmpty() ? NONE : new SessionNames(Set.copyOf(roles));
  }

  private static void add(GrantPrincipal principal, Set<Role> roles) {
    if (principal instanceof GrantPrincipal.Principal named && named.text().contains(SESSION)) {
      try {
        add(PrincipalName.parse("AWS", named.text()), roles);
      } catch (InvalidNameException unreadable) {
        // It is no session, so it matches all sessions of a role alike.
      }
    }
  }

  private static void add(PrincipalName name, Set<Role> roles) {
    if (name instanceof AssumedRoleSession session) {
      roles.add(new Role(session.partition(), session.accountId(), session.roleName()));
    }
  }

  /** Whether a session of this role is named. */
  boolean contains(RoleCaller caller) {
    return !roles.isEmpty()
        && roles.contains(new Role(caller.partition(), caller.accountId(), caller.roleName()));
  }
}
