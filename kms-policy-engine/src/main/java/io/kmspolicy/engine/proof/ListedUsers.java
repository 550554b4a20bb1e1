package io.kmspolicy.engine.proof;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.IamUser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of users, which are unique in an account whatever the paths. */
final class ListedUsers {

  private ListedUsers() {}

  /** A user without its path. */
  static IamUser bare(IamUser user) {
    return new IamUser(
        user.partition(),
        user.accountId(),
        user.name().substring(user.name().lastIndexOf('/') + 1));
  }

  /** Whether some listed user has a name. */
  static boolean hasName(Set<Caller> listed, IamUser bare) {
    return listed.stream().anyMatch(one -> one instanceof IamUser user && bare(user).equals(bare));
  }

  /**
   * The listed callers with the paths that are named elsewhere: the principals of policies are
   * users who exist (rule 1.8).
   *
   * @param ofUnknownPath the listed users whose paths are not known
   * @param named the users that policies name
   */
  static Set<Caller> settled(Set<Caller> listed, Set<IamUser> ofUnknownPath, Set<IamUser> named) {
    Set<IamUser> known = new LinkedHashSet<>(named);
    for (Caller one : listed) {
      if (one instanceof IamUser user && !ofUnknownPath.contains(user)) {
        known.add(user);
      }
    }
    Set<Caller> settled = new LinkedHashSet<>(listed);
    for (IamUser user : ofUnknownPath) {
      List<IamUser> same = known.stream().filter(one -> bare(one).equals(user)).toList();
      if (!same.isEmpty() && settled.remove(user)) {
        settled.addAll(same);
      }
    }
    return settled;
  }
}
