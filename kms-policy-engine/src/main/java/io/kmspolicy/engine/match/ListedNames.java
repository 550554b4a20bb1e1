package io.kmspolicy.engine.match;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of users and of roles, which are unique in an account whatever the paths. A question
 * about a name does not go through the others. Immutable.
 */
public final class ListedNames {

  private static final Pattern IDENTITY =
      Pattern.compile(
          "arn:(?<partition>[^:]+):iam::(?<account>[0-9]{12}):(?<kind>user|role)/"
              + "(?<path>(?:.*/)?)(?<name>[^/]+)");

  private final Set<Caller> listed;
  private final Map<IamUser, IamUser> users = new HashMap<>();
  private final Map<RoleName, List<RoleCaller>> roles = new HashMap<>();
  private final Map<RoleName, Set<RolePath>> policyPaths = new HashMap<>();

  /** The name of a role, which is unique in an account. */
  private record RoleName(String partition, String accountId, String name) {

    static RoleName of(RoleCaller role) {
      return new RoleName(role.partition(), role.accountId(), role.roleName());
    }
  }

  /**
   * Names.
   *
   * @param listed the callers that are listed
   * @param principals the principals that policies name
   */
  public ListedNames(Set<Caller> listed, Collection<PrincipalName> principals) {
    this.listed = Set.copyOf(listed);
    for (Caller one : listed) {
      if (one instanceof IamUser user) {
        users.putIfAbsent(user.withoutPath(), user);
      } else if (one instanceof RoleCaller role) {
        roles.computeIfAbsent(RoleName.of(role), unused -> new ArrayList<>()).add(role);
      }
    }
    for (PrincipalName name : principals) {
      if (name instanceof PrincipalName.Role named) {
        AnyRoleSession role = role(named);
        policyPaths
            .computeIfAbsent(RoleName.of(role), unused -> new LinkedHashSet<>())
            .add(role.path());
      }
    }
  }

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
  public Optional<Caller> sameName(Caller caller) {
    if (listed.contains(caller)) {
      return Optional.empty();
    }
    if (caller instanceof IamUser user) {
      return Optional.ofNullable(users.get(user.withoutPath()));
    }
    return caller instanceof RoleSession session && isListed(session) && !hasPath(session)
        ? Optional.of(session.withPath(listed(session).get(0).path()))
        : Optional.empty();
  }

  private boolean hasPath(RoleCaller role) {
    return listed(role).stream().anyMatch(one -> one.path().equals(role.path()));
  }

  /**
   * The patterns of all ARNs of the name of a user or role, if it cannot be beside the listed one
   * of its name, which has another path; else none.
   *
   * @param arn an ARN with its path
   */
  public List<String> namesakes(String arn) {
    Matcher named = IDENTITY.matcher(arn);
    if (!named.matches()) {
      return List.of();
    }
    String path = named.group("path");
    String name = named.group("name");
    String partition = named.group("partition");
    String account = named.group("account");
    boolean isTaken =
        named.group("kind").equals("user")
            ? isTaken(new IamUser(partition, account, path + name))
            : isTaken(new AnyRoleSession(partition, account, name, new RolePath.Known("/" + path)));
    String prefix = arn.substring(0, named.start("path"));
    return isTaken ? List.of(prefix + name, prefix + "*/" + name) : List.of();
  }

  private boolean isTaken(IamUser user) {
    return users.containsKey(user.withoutPath()) && !listed.contains(user);
  }

  private boolean isTaken(AnyRoleSession role) {
    return isOfKnownPath(role) && !hasPath(role);
  }

  /** Whether some listed role has the name of a role, and all that have it have known paths. */
  public boolean isOfKnownPath(RoleCaller role) {
    return isListed(role)
        && listed(role).stream().allMatch(one -> one.path() instanceof RolePath.Known);
  }

  /** Whether some listed role has the name of a role. */
  public boolean isListed(RoleCaller role) {
    return !listed(role).isEmpty();
  }

  private List<RoleCaller> listed(RoleCaller role) {
    return roles.getOrDefault(RoleName.of(role), List.of());
  }

  /**
   * The paths of a role that other listed roles of its name have, and with which policies name it:
   * the principals of policies are roles that exist (rule 1.8).
   */
  public Set<RolePath> named(RoleCaller role) {
    Set<RolePath> paths = new LinkedHashSet<>();
    for (RoleCaller one : listed(role)) {
      if (one.path() instanceof RolePath.Known) {
        paths.add(one.path());
      }
    }
    paths.addAll(namedByPolicies(role));
    return paths;
  }

  /** The paths with which policies name a role. */
  public Set<RolePath> namedByPolicies(RoleCaller role) {
    return Collections.unmodifiableSet(policyPaths.getOrDefault(RoleName.of(role), Set.of()));
  }
}
