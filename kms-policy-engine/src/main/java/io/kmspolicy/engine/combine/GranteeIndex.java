package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Values by the principals that grants name. The names are ordered by kind, account and name, so
 * that all roles of one name, all sessions of a role and all users of an account follow each other.
 * A caller is looked up by each name that may mean it (rule 5.7). Not thread-safe until it is
 * filled.
 *
 * @param <V> the type of values
 */
final class GranteeIndex<V> {

  private static final String SERVICE = "service ";
  private static final String ACCOUNT = "account ";
  private static final String USER = "user ";
  private static final String ROLE = "role ";
  private static final String SESSION = "session ";
  private static final String FEDERATED = "federated ";
  private static final String INTERNAL = "internal";

  /** The place of names that may mean any caller. */
  private static final String ANYBODY = "anybody";

  private final NavigableMap<String, List<V>> values = new TreeMap<>();

  /** Adds a value. The value of no principal is not found by any caller. */
  void put(Grantee grantee, V value) {
    if (grantee != Grantee.Unnamed.NOBODY) {
      values.computeIfAbsent(place(grantee), unused -> new ArrayList<>(1)).add(value);
    }
  }

  private static String place(Grantee grantee) {
    if (grantee instanceof Grantee.Named named) {
      return place(named.name());
    }
    return grantee == Grantee.Unnamed.INTERNAL ? INTERNAL : ANYBODY;
  }

  private static String place(PrincipalName name) {
    if (name instanceof PrincipalName.Service service) {
      return SERVICE + service.name();
    }
    if (name instanceof PrincipalName.Account account) {
      return ACCOUNT + account.accountId();
    }
    if (name instanceof PrincipalName.User user) {
      return of(USER, user.accountId()) + user.name();
    }
    if (name instanceof PrincipalName.Role role) {
      return of(ROLE, role.accountId(), withoutPath(role.name())) + role.name();
    }
    if (name instanceof PrincipalName.AssumedRoleSession session) {
      return of(SESSION, session.accountId(), session.roleName()) + session.sessionName();
    }
    return name instanceof PrincipalName.FederatedUser user
        ? of(FEDERATED, user.accountId()) + user.name()
        : ANYBODY;
  }

  private static String of(String kind, String accountId) {
    return kind + accountId + "/";
  }

  private static String of(String kind, String accountId, String roleName) {
    return kind + accountId + "/" + roleName + "/";
  }

  private static String withoutPath(String role) {
    return role.substring(role.lastIndexOf('/') + 1);
  }

  /**
   * Passes on the values of all names that may mean the caller. Some of them may not: partitions
   * and paths of roles are not compared.
   */
  void find(RequestAttributes attributes, Consumer<V> found) {
    find(ANYBODY, found);
    if (attributes.mayHaveInternalName()) {
      find(INTERNAL, found);
    }
    if (attributes.caller() instanceof Caller.ServicePrincipal service) {
      find(SERVICE + service.name(), found);
    } else if (attributes.caller() instanceof AccountCaller member) {
      find(ACCOUNT + member.accountId(), found);
      findMember(member, found);
    }
  }

  private void findMember(AccountCaller member, Consumer<V> found) {
    String account = member.accountId();
    if (member instanceof Caller.IamUser user) {
      find(of(USER, account) + user.name(), found);
    } else if (member instanceof RoleCaller role) {
      findAll(of(ROLE, account, withoutPath(role.roleName())), found);
      String sessions = of(SESSION, account, role.roleName());
      if (role instanceof Caller.RoleSession session) {
        find(sessions + session.sessionName(), found);
      } else {
        findAll(sessions, found);
      }
    } else if (member instanceof FederatedUser federated) {
      find(of(FEDERATED, account) + federated.name(), found);
      findUser(of(USER, account), federated.user(), found);
    }
  }

  /** Finds the user who created a federated session (rule 4.12). */
  private void findUser(String users, FederatingUser user, Consumer<V> found) {
    if (user instanceof FederatingUser.Named named) {
      find(users + named.name(), found);
    } else if (user instanceof FederatingUser.Unidentified) {
      findAll(users, found);
    }
  }

  private void find(String place, Consumer<V> found) {
    values.getOrDefault(place, List.of()).forEach(found);
  }

  /** Passes on the values of all names that begin with a text. */
  private void findAll(String prefix, Consumer<V> found) {
    values
        .subMap(prefix, prefix + Character.MAX_VALUE)
        .values()
        .forEach(some -> some.forEach(found));
  }
}
