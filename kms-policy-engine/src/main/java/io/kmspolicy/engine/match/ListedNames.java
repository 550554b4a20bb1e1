package io.kmspolicy.engine.match;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of users and of roles, which are unique in an account whatever the paths. */
public final class ListedNames {

  private ListedNames() {}

  /** The role of a name, with its path. */
  public static AnyRoleSession role(PrincipalName.Role named) {
    int end = named.name().lastIndexOf('/') + 1;
    return new AnyRoleSession(
        named.partition(),
        named.accountId(),
        named.name().substring(end),
        new RolePath.Known("/" + named.name().substring(0, end)));
  }

  /** Whether some listed user has a name. */
  public static boolean hasName(Set<Caller> listed, IamUser bare) {
    return listed.stream()
        .anyMatch(one -> one instanceof IamUser user && user.withoutPath().equals(bare));
  }

  /**
   * The listed callers with the paths that are named elsewhere: the principals of policies are
   * users who exist (rule 1.8).
   *
   * @param ofUnknownPath the listed users whose paths are not known
   * @param named the users that policies name
   */
  public static Set<Caller> settled(
      Set<Caller> listed, Set<IamUser> ofUnknownPath, Set<IamUser> named) {
    Set<IamUser> known = new LinkedHashSet<>(named);
    for (Caller one : listed) {
      if (one instanceof IamUser user && !ofUnknownPath.contains(user)) {
        known.add(user);
      }
    }
    Set<Caller> settled = new LinkedHashSet<>(listed);
    for (IamUser user : ofUnknownPath) {
      List<IamUser> same = known.stream().filter(one -> one.withoutPath().equals(user)).toList();
      if (!same.isEmpty() && settled.remove(user)) {
        settled.addAll(same);
      }
    }
    return settled;
  }

  /** The listed user or role of the name of a caller that has another path. */
  public static Optional<Caller> sameName(Set<Caller> listed, Caller caller) {
    if (listed.contains(caller)) {
      return Optional.empty();
    }
    for (Caller one : listed) {
      if (one instanceof IamUser other
          && caller instanceof IamUser user
          && other.withoutPath().equals(user.withoutPath())) {
        return Optional.of(other);
      }
      if (one instanceof RoleCaller role
          && caller instanceof RoleSession session
          && isSame(role, session)) {
        return role.path().equals(session.path())
            ? Optional.empty()
            : Optional.of(session.withPath(role.path()));
      }
    }
    return Optional.empty();
  }

  /** Whether two callers are sessions of roles of one name. */
  public static boolean isSame(RoleCaller one, RoleCaller other) {
    return one.partition().equals(other.partition())
        && one.accountId().equals(other.accountId())
        && one.roleName().equals(other.roleName());
  }

  /**
   * The paths of a role that other listed roles of its name have, and with which policies name it:
   * the principals of policies are roles that exist (rule 1.8).
   */
  public static Set<RolePath> named(
      Set<Caller> listed, Collection<PrincipalName> principals, RoleCaller role) {
    Set<RolePath> paths = new LinkedHashSet<>();
    for (Caller one : listed) {
      if (one instanceof RoleCaller other
          && isSame(other, role)
          && other.path() instanceof RolePath.Known) {
        paths.add(other.path());
      }
    }
    for (PrincipalName name : principals) {
      if (name instanceof PrincipalName.Role named && isSame(role(named), role)) {
        paths.add(role(named).path());
      }
    }
    return paths;
  }
}
