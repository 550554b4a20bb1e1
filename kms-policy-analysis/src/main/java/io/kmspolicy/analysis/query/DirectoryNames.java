package io.kmspolicy.analysis.query;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.CallerFacts.Identity;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The principals, keys and aliases of a policy directory, from the names of its folders. */
public final class DirectoryNames {

  private static final String ALIAS = "alias/";

  private static final List<String> OF_CALLERS =
      Stream.of(
              DerivedKey.PRINCIPAL_ARN,
              DerivedKey.PRINCIPAL_ACCOUNT,
              DerivedKey.PRINCIPAL_TYPE,
              DerivedKey.PRINCIPAL_IS_AWS_SERVICE,
              DerivedKey.PRINCIPAL_SERVICE_NAME,
              DerivedKey.PRINCIPAL_ORG_ID,
              DerivedKey.USER_ID,
              DerivedKey.USER_NAME,
              DerivedKey.CALLER_ACCOUNT,
              DerivedKey.RESOURCE_ACCOUNT,
              DerivedKey.RESOURCE_ORG_ID)
          .map(DerivedKey::spelling)
          .toList();

  private final List<Principal> principals = new ArrayList<>();
  private final List<KmsResource.Key> keys = new ArrayList<>();
  private final Map<KmsResource.Key, List<KmsResource.Alias>> aliases = new HashMap<>();
  private final Map<KmsResource.Key, String> otherNames = new HashMap<>();
  private final PolicyDirectory directory;
  private final DirectoryFacts facts;

  /**
   * A key with its names.
   *
   * @param name a name that it has where it was found, such as in a file
   * @param aliases the names of its aliases
   */
  public record NamedKey(KmsResource.Key key, String name, List<String> aliases) {

    /** Copies the list. */
    public NamedKey {
      aliases = List.copyOf(aliases);
    }
  }

  /** Reads the names below the root of a policy directory. */
  public DirectoryNames(Path root, PolicyDirectory directory) throws IOException {
    this.directory = directory;
    this.facts = new DirectoryFacts(directory);
    Set<String> accounts = new LinkedHashSet<>();
    for (Path account : folders(root)) {
      String id = name(account);
      if (Arn.isAccountId(id)) {
        accounts.add(id);
        for (Path region : folders(account.resolve("keys"))) {
          for (Path key : folders(region)) {
            addKey(
                new KmsResource.Key(Partition.ofRegion(name(region)), name(region), id, name(key)),
                key);
          }
        }
      }
    }
    AccountPartitions partitions = AccountPartitions.of(keys, List.of());
    for (String id : accounts) {
      for (String partition : partitions.of(id)) {
        addPrincipals(root.resolve(id), partition, id);
      }
    }
  }

  private DirectoryNames(
      PolicyDirectory directory,
      Collection<? extends Caller.AccountCaller> callers,
      Collection<NamedKey> named) {
    this.directory = directory;
    this.facts = new DirectoryFacts(directory);
    Set<String> accounts = new LinkedHashSet<>();
    for (Caller.AccountCaller caller : callers) {
      accounts.add(caller.accountId());
    }
    for (NamedKey key : named) {
      accounts.add(key.key().accountId());
      keys.add(key.key());
      otherNames.put(key.key(), key.name());
      aliases.put(key.key(), key.aliases().stream().map(name -> alias(key.key(), name)).toList());
    }
    AccountPartitions partitions = AccountPartitions.of(keys, callers);
    for (String id : accounts) {
      for (String partition : partitions.of(id)) {
        principals.add(Principal.of(new Caller.RootUser(partition, id)));
      }
    }
    callers.forEach(caller -> principals.add(Principal.of(caller)));
  }

  private static KmsResource.Alias alias(KmsResource.Key key, String name) {
    return key.alias(name.startsWith(ALIAS) ? name.substring(ALIAS.length()) : name);
  }

  /**
   * The names in a policy directory.
   *
   * @throws PolicyDirectoryException if the directory cannot be used
   */
  public static DirectoryNames load(Path root) throws IOException {
    return new DirectoryNames(root, PolicyDirectory.load(root));
  }

  /** The names in a policy directory that has no folder. */
  public static DirectoryNames of(
      PolicyDirectory directory,
      Collection<? extends Caller.AccountCaller> callers,
      Collection<NamedKey> keys) {
    return new DirectoryNames(directory, callers, keys);
  }

  private void addPrincipals(Path account, String partition, String id) throws IOException {
    principals.add(Principal.of(new Caller.RootUser(partition, id)));
    for (Path user : folders(account.resolve("users"))) {
      principals.add(
          directory
              .userName(id, name(user))
              .map(known -> Principal.of(new Caller.IamUser(partition, id, known)))
              .orElseGet(
                  () -> Principal.ofUnknownPath(new Caller.IamUser(partition, id, name(user)))));
    }
    for (Path role : folders(account.resolve("roles"))) {
      principals.add(
          Principal.of(
              new Caller.AnyRoleSession(
                  partition, id, name(role), directory.rolePath(id, name(role)))));
    }
  }

  private void addKey(KmsResource.Key key, Path folder) throws IOException {
    keys.add(key);
    Path file = folder.resolve("aliases.json");
    if (Files.exists(file)) {
      aliases.put(
          key,
          AliasReader.create().source(file.toString()).read(Files.readAllBytes(file)).stream()
              .filter(target -> target.targetKeyId().equals(key.keyId()))
              .map(AliasTarget::alias)
              .toList());
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** The directory. */
  public PolicyDirectory directory() {
    return directory;
  }

  /** What the directory states of callers and resources. */
  public DirectoryFacts facts() {
    return facts;
  }

  /** The keys. */
  public List<KmsResource.Key> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** The root users, users and roles that have a folder. */
  public List<Caller> callers() {
    return principals.stream().map(Principal::caller).toList();
  }

  /**
   * The caller as given; of a session, with the path of its role if the directory knows it.
   *
   * @throws InvalidNameException if the directory has another path for the user or role
   */
  public Caller described(Caller given) {
    return facts.described(given);
  }

  /**
   * The principal with a name, as the directory knows it.
   *
   * @param name an ARN or a service principal; the ARN of a role gives any session of the role
   * @throws InvalidNameException if it is none, or the directory has another path for it
   */
  public Principal principal(String name) {
    return Principal.parse(name).as(this::described);
  }

  /** What is known of a request that some policies decide; nothing is stated. */
  public RequestFacts request(
      Principal principal, String action, KmsResource resource, PolicySet policies) {
    return RequestFacts.of(caller(principal).among(policies), action, facts.resource(resource));
  }

  /**
   * The condition keys of the principal and of the account of a key for any policies; all others
   * are unknown.
   *
   * @param action an action; the keys are those of every action on keys for which AWS lists {@code
   *     kms:CallerAccount}, if it does for this one (rule 5.10)
   */
  public RequestContext keys(Principal principal, String action, KmsResource.Key key) {
    CallerFacts caller = caller(principal);
    boolean isService = principal.caller() instanceof Caller.ServicePrincipal;
    return RequestFacts.of(
            isService ? caller.known(Identity.KIND) : caller, action, facts.resource(key))
        .of(OF_CALLERS);
  }

  private CallerFacts caller(Principal principal) {
    return facts.caller(principal.caller()).known(principal.identity());
  }

  /** The known aliases of a key. */
  public List<KmsResource.Alias> aliases(KmsResource.Key key) {
    return aliases.getOrDefault(key, List.of());
  }

  /** The name that a key has in the file that defines it; empty for a key of a directory. */
  public Optional<String> nameInFile(KmsResource.Key key) {
    return Optional.ofNullable(otherNames.get(key));
  }

  /** The ARN and the id of a key, its name in a file, and the names and ARNs of its aliases. */
  public List<String> namesOf(KmsResource.Key key) {
    List<String> found = new ArrayList<>(List.of(key.arn(), key.keyId()));
    nameInFile(key).ifPresent(found::add);
    for (KmsResource.Alias alias : aliases(key)) {
      found.add(ALIAS + alias.name());
      found.add(alias.arn());
    }
    return found;
  }

  /**
   * The root users, users and roles that have a folder, the principals that the key policy and the
   * grants name, and for each of their accounts anybody else.
   */
  public Collection<Principal> principals(KmsResource key) {
    return principals(List.of(key));
  }

  /** The same for several keys: the principals that the policy or the grants of some key name. */
  public Collection<Principal> principals(Collection<? extends KmsResource> someKeys) {
    ListedPrincipals listed = new ListedPrincipals(principals);
    if (principals.stream().anyMatch(Principal::isOfUnknownPath)) {
      keys.forEach(key -> listed.settlePaths(policiesOf(key), key.partition()));
    }
    for (KmsResource key : someKeys) {
      listed.add(policiesOf(key), partition(key));
    }
    return listed.all().stream().map(this::withPath).toList();
  }

  /** A session that some policy names has the path of its role, if the directory knows the role. */
  private Principal withPath(Principal listed) {
    return listed.caller() instanceof Caller.RoleSession ? listed.as(this::described) : listed;
  }

  private PolicySet policiesOf(KmsResource key) {
    return directory.policiesFor(principals.get(0).caller(), key);
  }

  /** The partition of a key, or of the first account. */
  private String partition(KmsResource resource) {
    if (resource instanceof KmsResource.Key key) {
      return key.partition();
    }
    return principals.get(0).caller() instanceof Caller.AccountCaller member
        ? member.partition()
        : Partition.all().get(0);
  }
}
