package io.kmspolicy.cli.query;

import io.kmspolicy.cli.input.PolicyInput;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.mapping.RequestKeys;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The principals, keys and aliases of a policy directory, from the names of its folders. */
public final class DirectoryNames {

  private static final String ALIAS = "alias/";
  private static final String ARN_PARTITION = "aws";

  private final List<Principal> principals = new ArrayList<>();
  private final Set<String> accounts = new LinkedHashSet<>();
  private final List<KmsResource.Key> keys = new ArrayList<>();
  private final Map<KmsResource.Key, List<KmsResource.Alias>> aliases = new HashMap<>();
  private final Map<KmsResource.Key, String> namesInFiles = new HashMap<>();
  private final PolicyDirectory directory;

  /** Reads the names below the root of a policy directory. */
  public DirectoryNames(Path root, PolicyDirectory directory) throws IOException {
    this.directory = directory;
    for (Path account : folders(root)) {
      String id = name(account);
      if (Arn.isAccountId(id)) {
        accounts.add(id);
        addPrincipals(account, id);
        for (Path region : folders(account.resolve("keys"))) {
          for (Path key : folders(region)) {
            addKey(
                new KmsResource.Key(Partition.ofRegion(name(region)), name(region), id, name(key)),
                key);
          }
        }
      }
    }
  }

  private DirectoryNames(PolicyInput files) {
    this.directory = files.directory();
    for (Caller.AccountCaller caller : files.principals()) {
      accounts.add(caller.accountId());
    }
    files.keys().keySet().forEach(key -> accounts.add(key.accountId()));
    for (String id : accounts) {
      Caller root = new Caller.RootUser(ARN_PARTITION, id);
      principals.add(new Principal(root.arn(), root));
    }
    files.principals().forEach(caller -> principals.add(new Principal(caller.arn(), caller)));
    files
        .keys()
        .forEach(
            (key, found) -> {
              keys.add(key);
              namesInFiles.put(key, found.name());
              aliases.put(key, found.aliases().stream().map(name -> alias(key, name)).toList());
            });
  }

  private static KmsResource.Alias alias(KmsResource.Key key, String name) {
    String bare = name.startsWith(ALIAS) ? name.substring(ALIAS.length()) : name;
    return new KmsResource.Alias(key.partition(), key.region(), key.accountId(), bare);
  }

  /** The names in a policy directory or in files. */
  public static DirectoryNames of(PolicyInput input) throws IOException {
    return input.root().isPresent()
        ? new DirectoryNames(input.root().get(), input.directory())
        : new DirectoryNames(input);
  }

  private void addPrincipals(Path account, String id) throws IOException {
    Caller root = new Caller.RootUser("aws", id);
    principals.add(new Principal(root.arn(), root));
    for (Path user : folders(account.resolve("users"))) {
      Caller caller = new Caller.IamUser("aws", id, directory.userName(id, name(user)));
      principals.add(new Principal(caller.arn(), caller));
    }
    for (Path role : folders(account.resolve("roles"))) {
      principals.add(Principal.ofRole(id, name(role), directory.rolePath(id, name(role))));
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

  /** The keys. */
  public List<KmsResource.Key> keys() {
    return keys;
  }

  /** The root users, users and roles that have a folder. */
  public List<Caller> callers() {
    return principals.stream().map(Principal::caller).toList();
  }

  /**
   * The principal as given.
   *
   * @throws InvalidNameException if the directory has another path for the role
   */
  Principal described(Principal given) {
    if (given.caller() instanceof Caller.AnyRoleSession role) {
      Caller.RolePath path = directory.rolePath(role.accountId(), role.roleName());
      if (path instanceof Caller.RolePath.Known && !path.equals(role.path())) {
        throw new InvalidNameException(
            "`"
                + given.name()
                + "` is not the ARN of the role in the directory, which is `"
                + role.withPath(path).arn()
                + "`");
      }
    }
    return given;
  }

  /**
   * The condition keys that follow from the principal, the resource and the organization; all
   * others are unknown.
   */
  public RequestContext keys(Principal principal, KmsResource resource) {
    RequestContext known =
        principal.isAnybody() && principal.caller() instanceof Caller.AccountCaller member
            ? RequestKeys.ofAnybody(member, resource)
            : RequestKeys.of(principal.caller(), resource);
    return withOrganization(principal.caller(), resource, known);
  }

  /** The condition keys with the organization that the directory states. */
  public RequestContext withOrganization(
      Caller caller, KmsResource resource, RequestContext known) {
    if (directory.organization().isEmpty()) {
      return known;
    }
    RequestContext.Builder context = known.toBuilder();
    String organization = directory.organization().get();
    if (caller instanceof Caller.AccountCaller member && accounts.contains(member.accountId())) {
      context.put("aws:PrincipalOrgID", organization);
    }
    if (resource instanceof KmsResource.Owned owned && accounts.contains(owned.accountId())) {
      context.put("aws:ResourceOrgID", organization);
    }
    return context.build();
  }

  /** The known aliases of a key. */
  public List<KmsResource.Alias> aliases(KmsResource.Key key) {
    return aliases.getOrDefault(key, List.of());
  }

  /** The ARN and the id of a key, its name in a file, and the names and ARNs of its aliases. */
  List<String> namesOf(KmsResource.Key key) {
    List<String> found = new ArrayList<>(List.of(key.arn(), key.keyId()));
    Optional.ofNullable(namesInFiles.get(key)).ifPresent(found::add);
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
  Collection<Principal> principals(KmsResource key) {
    return principals(List.of(key));
  }

  /** The same for several keys: the principals that the policy or the grants of some key name. */
  public Collection<Principal> principals(Collection<? extends KmsResource> someKeys) {
    Map<String, Principal> found = new LinkedHashMap<>();
    principals.forEach(known -> found.put(known.bareName(), known));
    someKeys.forEach(key -> addNamed(key, found));
    List<Principal> all = new ArrayList<>(found.values());
    found.values().stream()
        .filter(principal -> !principal.isAnybody())
        .map(Principal::caller)
        .filter(Caller.AccountCaller.class::isInstance)
        .map(caller -> ((Caller.AccountCaller) caller).accountId())
        .distinct()
        .forEach(account -> all.add(Principal.anybodyElseOf(account)));
    return all;
  }

  private void addNamed(KmsResource key, Map<String, Principal> found) {
    PolicySet policies = directory.policiesFor(principals.get(0).caller(), key);
    if (policies.key() instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        for (Statement statement : policy.document().statements()) {
          if (statement.principal() instanceof PrincipalElement.Principal listed) {
            listed.names().forEach(name -> add(Principal.named(name), found));
          }
        }
      }
    }
    if (policies.grants() instanceof GrantLayer.Known known) {
      known.grants().forEach(grant -> add(grantee(grant), found));
    }
  }

  private static void add(Optional<Principal> principal, Map<String, Principal> found) {
    principal.ifPresent(present -> add(present, found));
  }

  /**
   * Adds a principal. A role from a key policy or grant replaces the role of the same name from a
   * folder, because only the former has a path.
   */
  private static void add(Principal principal, Map<String, Principal> found) {
    Principal known = found.get(principal.bareName());
    if (known == null || known.isRoleOfUnknownPath()) {
      found.put(principal.bareName(), principal);
    } else if (!known.name().equals(principal.name())) {
      found.putIfAbsent(principal.name(), principal);
    }
  }

  private static Optional<Principal> grantee(Grant grant) {
    if (grant.grantee() instanceof Grant.GrantPrincipal.Principal named) {
      return Principal.named(PrincipalName.parse("AWS", named.text()));
    }
    return grant.grantee() instanceof Grant.GrantPrincipal.ServicePrincipal service
        ? Principal.named(new PrincipalName.Service(service.name()))
        : Optional.empty();
  }
}
