package io.kmspolicy.directory;

import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.SnapshotProblems;
import io.kmspolicy.engine.facts.Tags;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.source.SourceException;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicyAgeSource;
import io.kmspolicy.spi.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A directory of policy files as the source of policies and keys.
 *
 * <pre>
 * ROOT/
 *   directory.properties               none = session, grants, ... (see below)
 *   endpoint.json                      the policy of the VPC endpoint
 *   111122223333/                      an account
 *     users/NAME/  or  roles/NAME/     by name, without the path
 *       identity/*.json                its identity policies, including those of its groups
 *       boundary.json                  its permissions boundary
 *       session/*.json                 the session policies of a role
 *       role.json, user.json           what `aws iam get-role` or `aws iam get-user` prints
 *     service-control/LEVEL/*.json     the SCPs of the levels above the account and its own,
 *     resource-control/LEVEL/*.json    the RCPs in the same way; levels in the order of their names
 *     keys/REGION/KEY-ID/
 *       policy.json                    the key policy
 *       grants.json                    what `aws kms list-grants` prints
 *       key.json                       what `aws kms describe-key` prints
 *       aliases.json                   what `aws kms list-aliases` prints
 * </pre>
 *
 * <p>A layer without a file is unknown, and an unknown layer lets calls through. The property
 * {@code none} of {@code directory.properties} lists the layers that are known to be none wherever
 * there is no file for them: {@code identity}, {@code boundary}, {@code session}, {@code scp},
 * {@code rcp}, {@code grants}, {@code endpoint}, or {@code all} of these. A key without {@code
 * policy.json} always has an unknown key policy. A file {@code boundary.json} or {@code
 * endpoint.json} that holds {@code null} states that there is none. So does the output of {@code
 * get-role} and {@code get-user} for a boundary, and an empty folder {@code session}, {@code
 * service-control} or {@code resource-control} for its policies.
 *
 * <p>{@code files} in {@code directory.properties} states the number of files under the directory,
 * {@code directory.properties}, {@code README.md} and hidden files not counted. The directory is
 * refused if it holds another number. {@code organization} is the id of the organization that the
 * accounts of the directory belong to; tools that ask about all requests use it. {@code principals
 * = complete as of TIME} states that every account with a folder had no other users and roles at
 * that time, in the form of {@link Instant#parse}; checks of key policies use it. {@code
 * endpointRegion} is the Region of the VPC endpoint; without it, the endpoint is in the Region of
 * the keys, if they are all in one. The interceptor takes the policy of the endpoint as unknown for
 * calls to other Regions.
 *
 * <p>{@link #load} is strict: a file with an error and a file that is not part of the layout refuse
 * the directory. Names that begin with a dot, and {@code README.md}, are ignored. The directory is
 * read once. What was read never changes, except that a key or an alias which a client of the
 * interceptor changes is unknown from then on. Instances are safe for use by many threads.
 */
public final class PolicyDirectory implements PolicySource, KeyDirectory, PolicyAgeSource {

  /** The name of the one layer that has an age. */
  private static final String LAYER = "directory";

  /** With more changed resources, all of them count as changed. */
  static final int MAX_CHANGED = 10_000;

  private final DirectoryContent content;
  private final DirectoryPolicies policies;
  private final Map<String, Instant> loadedAt = Map.of(LAYER, Instant.now());

  /** The keys and aliases that were changed since, or {@link KmsResource.Any} for all. */
  private final Set<KmsResource> changed = ConcurrentHashMap.newKeySet();

  /** The Region of the VPC endpoint; null if it is not known. */
  private final @Nullable String endpointRegion;

  PolicyDirectory(DirectoryContent content) {
    this.content = content;
    this.policies = new DirectoryPolicies(content);
    this.endpointRegion = endpointRegion(content);
  }

  /** The Region that is stated, or else the only one of the keys. */
  private static @Nullable String endpointRegion(DirectoryContent content) {
    if (content.endpointRegion != null) {
      return content.endpointRegion;
    }
    Set<String> regions =
        content.keysByRegionAndId.values().stream()
            .map(KmsResource.Key::region)
            .collect(Collectors.toSet());
    return regions.size() == 1 ? regions.iterator().next() : null;
  }

  /**
   * Reads a directory.
   *
   * @throws PolicyDirectoryException if anything is wrong with it
   */
  public static PolicyDirectory load(Path root) {
    return load(root, AssumedNone.nothing());
  }

  /**
   * Reads a directory.
   *
   * @param assumed layers that are none where the files say nothing of them, beside those that
   *     {@code directory.properties} states
   * @throws PolicyDirectoryException if anything is wrong with the directory
   */
  public static PolicyDirectory load(Path root, AssumedNone assumed) {
    try {
      DirectoryContent content = new PolicyDirectoryReader(root).read();
      content.none.addAll(assumed.layers());
      return new PolicyDirectory(content);
    } catch (SourceException e) {
      throw new PolicyDirectoryException(List.of(Quoting.oneLine(root + ": " + e.getMessage())));
    }
  }

  /**
   * Reads a directory that others write to. A layer whose files have a problem is unknown; the
   * directory is refused only if a problem could hide a layer.
   *
   * @throws PolicyDirectoryException if the directory is refused
   */
  static PolicyDirectory readAsFarAsPossible(Path root) {
    return new PolicyDirectory(new PolicyDirectoryReader(root).readAsFarAsPossible());
  }

  /** The spellings in the files that the next version refuses, one line each. */
  public List<String> warnings() {
    return List.copyOf(content.warnings);
  }

  /** What was wrong with the layers that are unknown; empty for a directory that is read once. */
  List<String> problems() {
    return content.problems;
  }

  /**
   * The roles whose path a key policy needs and no file tells, which leaves answers open, one
   * sentence each: the problems of its snapshot ({@link SnapshotProblems}). A directory that
   * describes each role by {@code role.json} has none.
   */
  public List<String> unknownPaths() {
    boolean knowsPaths =
        callers().stream()
            .noneMatch(
                caller ->
                    caller instanceof Caller.RoleCaller role
                        && role.path() instanceof Caller.RolePath.Unknown);
    return knowsPaths ? List.of() : SnapshotProblems.of(snapshot());
  }

  /** The path of a role; unknown if the directory does not describe the role. */
  public Caller.RolePath rolePath(String accountId, String roleName) {
    return content.rolePaths.getOrDefault(
        new DirectoryContent.Principal(accountId, PolicyDirectoryReader.ROLES, roleName),
        Caller.RolePath.unknown());
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return policies.rolePath(session);
  }

  /** The name of a user with its path; empty if the directory does not describe the user. */
  public Optional<String> userName(String accountId, String bareName) {
    return Optional.ofNullable(
        content.userNames.get(
            new DirectoryContent.Principal(accountId, PolicyDirectoryReader.USERS, bareName)));
  }

  /**
   * The organization of the accounts that have a folder; empty if {@code directory.properties} does
   * not state it.
   */
  public Optional<String> organization() {
    return Optional.ofNullable(content.organization);
  }

  /**
   * All users and roles of an account; empty if {@code directory.properties} does not state that
   * the directory holds all of them, or if the account has no folder.
   */
  public Optional<PrincipalList> principals(String accountId) {
    Instant at = content.allPrincipalsAt;
    return at == null || !content.accountFolders.contains(accountId)
        ? Optional.empty()
        : Optional.of(new DirectoryMembers(content).principals(accountId, at));
  }

  /** The tags of a user or role; unknown if the directory does not describe it. */
  Tags tags(Caller caller) {
    return new DirectoryMembers(content).tags(caller);
  }

  /** The unique id of a user or role; empty if the directory does not state it. */
  Optional<String> uniqueId(Caller caller) {
    return new DirectoryMembers(content).uniqueId(caller);
  }

  /** The ARNs of the users and roles whose descriptions state a unique id, by that id. */
  public Map<String, String> arnsByUniqueId() {
    return new DirectoryMembers(content).arnsByUniqueId();
  }

  /** The accounts that the directory says something about. */
  Set<String> accounts() {
    return new DirectoryMembers(content).accounts();
  }

  /** The names of the aliases of the keys whose aliases are all known; none after a change. */
  Map<KmsResource.Key, List<String>> aliasNames() {
    return changed.isEmpty() ? content.aliasNames() : Map.of();
  }

  /**
   * The callers that the directory describes: for each of its accounts the root user, then the
   * users and roles that have a folder with files, in each partition that it has keys of. A role
   * stands for all its sessions. A user has the path of {@code user.json}, or else none.
   */
  public List<Caller> callers() {
    return new DirectoryMembers(content).callers();
  }

  /** The keys that have a folder, in the order of their ARNs. */
  public List<KmsResource.Key> keys() {
    return new DirectoryMembers(content).keys();
  }

  /** The aliases whose keys the directory states. */
  public Set<KmsResource.Alias> aliases() {
    return Set.copyOf(content.aliases.keySet());
  }

  /**
   * The policies of the directory for an {@link io.kmspolicy.engine.Authorizer}: of its callers,
   * its keys, the aliases that it knows, and of calls without a key. What else the directory states
   * is unknown in a snapshot: the organization policies of callers and keys without a folder.
   *
   * <pre>{@code
   * PolicySnapshot snapshot = PolicyDirectory.load(Path.of("policies")).snapshot();
   * }</pre>
   *
   * <p>A user with a path has the policies of its folder only if {@code user.json} states its ARN.
   */
  public PolicySnapshot snapshot() {
    return new DirectorySnapshot(content, this).snapshot();
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return policies.principal(caller);
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return !(content.endpoint instanceof PolicyLayer.Attached) || region.equals(endpointRegion);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    if (resource instanceof KmsResource.Key key) {
      return hasChanged(key) ? policies.changedKey(key.accountId()) : policies.key(key);
    }
    if (resource instanceof KmsResource.UnknownKey) {
      return changed.isEmpty() ? policies.unknownKey() : policies.changedKey("");
    }
    return policies.withoutKey(ownerOf(resource, caller));
  }

  /** The owner of an alias, or the account of a call without a key; empty if it is not known. */
  private static String ownerOf(KmsResource resource, Caller caller) {
    if (resource instanceof KmsResource.Owned owned) {
      return owned.accountId();
    }
    return caller instanceof Caller.AccountCaller own ? own.accountId() : "";
  }

  /** Makes a key or an alias, or all of them, unknown: the files are outdated. */
  @Override
  public void changed(KmsResource resource) {
    boolean named = resource instanceof KmsResource.Key || resource instanceof KmsResource.Alias;
    changed.add(named && changed.size() < MAX_CHANGED ? resource : new KmsResource.Any());
  }

  /**
   * Takes over what was changed since an earlier state was read, as far as the files of this state
   * are the same: files that show the change differ. If it is not known which key was changed, some
   * key or alias must differ.
   */
  void changedAsIn(PolicyDirectory earlier) {
    for (KmsResource resource : earlier.changed) {
      if (content.isSame(resource, earlier.content)) {
        changed.add(resource);
      }
    }
  }

  /** How many principals and keys the directory describes, and which layers it leaves unknown. */
  @Override
  public String toString() {
    return "policies read once (" + DirectorySummary.of(this) + ")";
  }

  private boolean hasChanged(KmsResource resource) {
    return !changed.isEmpty()
        && (changed.contains(resource) || changed.contains(new KmsResource.Any()));
  }

  @Override
  public Map<String, Instant> loadedAt() {
    return loadedAt;
  }

  @Override
  public Duration maximumAge(String layer) {
    return READ_ONCE_MAXIMUM_AGE;
  }

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    return hasChanged(alias) ? Optional.empty() : Optional.ofNullable(content.aliases.get(alias));
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
    return Optional.ofNullable(
        content.keysByRegionAndId.get(DirectoryContent.regionAndId(region, keyId)));
  }

  /**
   * The metadata of a multi-Region key may have changed with it: the primary key can be another.
   */
  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return Optional.ofNullable(content.metadata.get(key))
        .filter(known -> known.multiRegionKeyType().isEmpty() || !hasChanged(key));
  }
}
