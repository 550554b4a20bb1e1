package io.kmspolicy.directory;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy directory states of callers and resources, from which {@link RequestFacts} derives
 * condition keys: the paths of roles, the tags and unique ids of users and roles, the properties
 * and aliases of keys, and the organization of its accounts. Immutable: what changes in the
 * directory afterwards is not seen.
 *
 * <pre>{@code
 * DirectoryFacts facts = new DirectoryFacts(PolicyDirectory.load(Path.of("policies")));
 * RequestFacts request =
 *     RequestFacts.of(facts.caller(caller), "kms:Decrypt", facts.resource(key));
 * }</pre>
 */
public final class DirectoryFacts {

  private final PolicyDirectory directory;
  private final Optional<String> organization;
  private final Set<String> accounts;
  private final Map<KmsResource.Key, List<String>> aliases;

  /** The facts that a directory states now. */
  public DirectoryFacts(PolicyDirectory directory) {
    this.directory = directory;
    this.organization = directory.organization();
    this.accounts = directory.accounts();
    this.aliases = directory.aliasNames();
  }

  /**
   * The caller as given; of a role, with its path if the directory states it.
   *
   * @throws InvalidNameException if the directory has another path for the user or role
   */
  public Caller described(Caller given) {
    if (given instanceof Caller.IamUser user) {
      directory
          .userName(user.accountId(), user.userName())
          .map(name -> new Caller.IamUser(user.partition(), user.accountId(), name))
          .ifPresent(known -> requireSame(given, "user", known));
      return given;
    }
    Caller found = withPath(given);
    if (given instanceof Caller.RoleCaller role
        && found instanceof Caller.RoleCaller known
        && role.path() instanceof Caller.RolePath.Known) {
      requireSame(role.anySession(), "role", known.anySession());
    }
    return found;
  }

  private static void requireSame(Caller given, String kind, Caller known) {
    if (!given.equals(known)) {
      throw new InvalidNameException(
          "`"
              + given.arn()
              + "` is not the ARN of the "
              + kind
              + " in the directory, which is `"
              + known.arn()
              + "`");
    }
  }

  private Caller withPath(Caller given) {
    return given instanceof Caller.RoleCaller role
            && directory.rolePath(role.accountId(), role.roleName())
                instanceof Caller.RolePath.Known path
        ? role.withPath(path)
        : given;
  }

  /** What is known of a caller: its path is the one that is given, or else the directory's. */
  public CallerFacts caller(Caller given) {
    boolean isOpen =
        given instanceof Caller.RoleCaller role && !(role.path() instanceof Caller.RolePath.Known);
    Caller caller = isOpen ? withPath(given) : given;
    return CallerFacts.of(caller)
        .tagged(directory.tags(caller))
        .identifiedBy(directory.uniqueId(caller))
        .in(
            caller instanceof Caller.AccountCaller member
                ? organizationOf(member.accountId())
                : Optional.empty());
  }

  /** What is known of a key, of an alias, or of {@code *}. */
  public ResourceFacts resource(KmsResource resource) {
    ResourceFacts facts = ResourceFacts.of(resource).in(organizationOf(resource.owner()));
    return resource instanceof KmsResource.Key key
        ? facts.described(directory.metadata(key)).named(Optional.ofNullable(aliases.get(key)))
        : facts;
  }

  private Optional<String> organizationOf(String account) {
    return organization.filter(unused -> accounts.contains(account));
  }
}
