package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.directory.DirectoryContent.UniqueId;
import io.kmspolicy.engine.facts.Tags;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The accounts, callers and keys that a directory describes. */
final class DirectoryMembers {

  /** The partition of a directory without keys, which does not state it. */
  private static final String PARTITION = "aws";

  private final DirectoryContent content;

  DirectoryMembers(DirectoryContent content) {
    this.content = content;
  }

  /**
   * The callers with their paths, where the directory states them, in each partition that it has
   * keys of.
   */
  List<Caller> callers() {
    List<Principal> sorted =
        principals().stream().sorted(Comparator.comparing(Principal::toString)).toList();
    List<Caller> callers = new ArrayList<>();
    for (String partition : partitions()) {
      accounts().forEach(id -> callers.add(new Caller.RootUser(partition, id)));
      sorted.forEach(principal -> callers.add(caller(partition, principal)));
    }
    return callers;
  }

  List<KmsResource.Key> keys() {
    return content.keysByRegionAndId.values().stream()
        .sorted(Comparator.comparing(KmsResource::arn))
        .toList();
  }

  private Set<String> partitions() {
    Set<String> partitions = new TreeSet<>();
    content.keysByRegionAndId.values().forEach(key -> partitions.add(key.partition()));
    return partitions.isEmpty() ? Set.of(PARTITION) : partitions;
  }

  /** The accounts. */
  Set<String> accounts() {
    Set<String> accounts = new TreeSet<>(content.serviceControl.keySet());
    accounts.addAll(content.resourceControl.keySet());
    principals().forEach(principal -> accounts.add(principal.accountId()));
    content.keysByRegionAndId.values().forEach(key -> accounts.add(key.accountId()));
    return accounts;
  }

  private Set<Principal> principals() {
    Set<Principal> principals = new HashSet<>(content.identity.keySet());
    principals.addAll(content.boundary.keySet());
    principals.addAll(content.session.keySet());
    principals.addAll(content.rolePaths.keySet());
    principals.addAll(content.userNames.keySet());
    return principals;
  }

  /** The tags of a user or role. */
  Tags tags(Caller caller) {
    Principal described = described(caller);
    return described == null
        ? Tags.unknown()
        : content.tags.getOrDefault(described, Tags.unknown());
  }

  /** The unique id of a user or role; empty if it is not known. */
  Optional<String> uniqueId(Caller caller) {
    return Optional.ofNullable(described(caller)).map(content.uniqueIds::get).map(UniqueId::id);
  }

  /** The ARNs of users and roles by their unique ids. */
  Map<String, String> arnsByUniqueId() {
    Map<String, String> arns = new HashMap<>();
    content.uniqueIds.forEach(
        (principal, unique) -> arns.put(unique.id(), caller(unique.partition(), principal).arn()));
    return arns;
  }

  /** A user or role whose path is the one in its description; null for others. */
  private @Nullable Principal described(Caller caller) {
    Principal described = null;
    if (caller instanceof Caller.IamUser user) {
      described = new Principal(user.accountId(), PolicyDirectoryReader.USERS, user.userName());
      described = user.name().equals(content.userNames.get(described)) ? described : null;
    } else if (caller instanceof Caller.RoleCaller role) {
      described = new Principal(role.accountId(), PolicyDirectoryReader.ROLES, role.roleName());
      described = role.path().equals(content.rolePaths.get(described)) ? described : null;
    }
    return described;
  }

  /** The users and roles that have a folder. */
  PrincipalList principals(String accountId, Instant at) {
    Set<String> known = new TreeSet<>();
    Set<String> withoutPath = new TreeSet<>();
    for (Principal principal : content.principalFolders) {
      if (!principal.accountId().equals(accountId)) {
        continue;
      }
      String userName = content.userNames.get(principal);
      if (isUser(principal)) {
        (userName == null ? withoutPath : known)
            .add("user/" + (userName == null ? principal.name() : userName));
      } else if (content.rolePaths.get(principal) instanceof Caller.RolePath.Known path) {
        known.add("role" + path.text() + principal.name());
      } else {
        withoutPath.add("role/" + principal.name());
      }
    }
    return new PrincipalList(at, known, withoutPath);
  }

  private static boolean isUser(Principal principal) {
    return principal.kind().equals(PolicyDirectoryReader.USERS);
  }

  private Caller.AccountCaller caller(String partition, Principal principal) {
    if (isUser(principal)) {
      String name = content.userNames.getOrDefault(principal, principal.name());
      return new Caller.IamUser(partition, principal.accountId(), name);
    }
    Caller.RolePath path = content.rolePaths.getOrDefault(principal, Caller.RolePath.unknown());
    return new Caller.AnyRoleSession(partition, principal.accountId(), principal.name(), path);
  }
}
