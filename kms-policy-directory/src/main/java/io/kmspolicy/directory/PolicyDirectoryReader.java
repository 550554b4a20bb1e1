package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.directory.DirectoryContent.UniqueId;
import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.KeyMetadataReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.TextEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy directory and collects all problems.
 *
 * <p>A problem belongs to the smallest part that it could falsify: a document to its layer, a file
 * that is not part of the layout to the layers of the user, role or key beside it. What could hide
 * a whole layer, such as a misspelled directory of service control policies, belongs to the
 * directory.
 */
final class PolicyDirectoryReader {

  static final String USERS = "users";
  static final String ROLES = "roles";
  static final String PROPERTIES = "directory.properties";

  static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
  static final String README = "README.md";

  private static final String JSON = ".json";
  private static final int MEBIBYTE = 1 << 20;
  private static final int MAX_NULL_BYTES = 16;
  private static final int MAX_LIST_BYTES = 64 * MEBIBYTE;

  private final Path root;
  private final DirectoryContent content = new DirectoryContent();
  private final List<String> problems = new ArrayList<>();
  private final LayerInterner interner = new LayerInterner();

  /** Whether an empty directory of policies is sure to be complete. */
  private boolean emptyIsComplete;

  /** The part that is being read; null if a problem is one of the whole directory. */
  private @Nullable Part part;

  private boolean refused;

  /** A part of the directory that a problem makes unknown. */
  private static final class Part {
    private boolean broken;
  }

  PolicyDirectoryReader(Path root) {
    this.root = root;
  }

  /** How much of a file is read at most: lists of grants and aliases are long, policies short. */
  static int maximumBytes(Path file) {
    return switch (name(file)) {
      case "grants.json", "aliases.json" -> MAX_LIST_BYTES;
      default -> MEBIBYTE;
    };
  }

  /**
   * Reads a directory that is complete.
   *
   * @throws PolicyDirectoryException if there is any problem
   */
  DirectoryContent read() {
    emptyIsComplete = true;
    readRoot();
    if (!problems.isEmpty()) {
      throw new PolicyDirectoryException(problems);
    }
    return content;
  }

  /**
   * Reads a directory that may be in the course of being written. A part with a problem is unknown,
   * and so is an empty directory of policies of which no property states that it is complete.
   *
   * @throws PolicyDirectoryException if a problem could hide a layer
   */
  DirectoryContent readAsFarAsPossible() {
    readRoot();
    if (refused) {
      throw new PolicyDirectoryException(problems);
    }
    content.problems = List.copyOf(problems);
    return content;
  }

  private void readRoot() {
    if (!Files.isDirectory(root)) {
      problem(root + ": is not a directory");
      return;
    }
    List<Path> entries = entries(root);
    // First: its properties state what the absence of files means.
    entries.stream().filter(entry -> name(entry).equals(PROPERTIES)).forEach(this::rootEntry);
    entries.stream().filter(entry -> !name(entry).equals(PROPERTIES)).forEach(this::rootEntry);
  }

  private void problem(String text) {
    problems.add(Quoting.oneLine(text)); // Names of files may hold any character.
    if (part == null) {
      refused = true;
    } else {
      part.broken = true;
    }
  }

  /** Reads a part of the directory; false if it has a problem that belongs to no smaller part. */
  private boolean isSound(Runnable reading) {
    Part outer = part;
    Part inner = new Part();
    part = inner;
    try {
      reading.run();
    } finally {
      part = outer;
    }
    return !inner.broken;
  }

  private void rootEntry(Path entry) {
    String name = name(entry);
    if (name.equals(PROPERTIES)) {
      text(entry)
          .ifPresent(
              text ->
                  new PropertiesReader(
                          content, source(entry), this::problem, files -> count(entry, files))
                      .read(text));
    } else if (name.equals("endpoint.json")) {
      content.endpoint = layer(entry, PolicyType.VPC_ENDPOINT);
    } else if (Arn.isAccountId(name) && Files.isDirectory(entry)) {
      content.accountFolders.add(name);
      entries(entry).forEach(part -> accountEntry(name, part));
    } else {
      stranger(entry, "`directory.properties`, `endpoint.json` and directories of accounts");
    }
  }

  /** Compares the number of files with the stated number. */
  private void count(Path file, String stated) {
    long there =
        DirectoryFingerprint.names(root).stream()
            .filter(name -> !name.equals(PROPERTIES) && !name(Path.of(name)).equals(README))
            .count();
    if (stated.equals(Long.toString(there))) {
      emptyIsComplete = true;
    } else {
      problem(source(file) + ": states `files = " + stated + "`, but the directory holds " + there);
    }
  }

  private void accountEntry(String account, Path entry) {
    switch (name(entry)) {
      case USERS -> directories(entry, user -> principal(account, USERS, user));
      case ROLES -> directories(entry, role -> principal(account, ROLES, role));
      case "service-control" ->
          content.serviceControl.put(account, levels(entry, PolicyType.SERVICE_CONTROL));
      case "resource-control" ->
          content.resourceControl.put(account, levels(entry, PolicyType.RESOURCE_CONTROL));
      case "keys" -> directories(entry, region -> region(account, region));
      default ->
          stranger(entry, "`users`, `roles`, `service-control`, `resource-control` and `keys`");
    }
  }

  private void principal(String account, String kind, Path directory) {
    Principal principal = new Principal(account, kind, name(directory));
    content.principalFolders.add(principal);
    if (!isSound(() -> entries(directory).forEach(entry -> principalEntry(principal, entry)))) {
      content.identity.put(principal, PolicyLayer.unknown());
      content.session.put(principal, PolicyLayer.unknown());
      content.boundary.put(principal, PolicyLayer.unknown());
    }
  }

  private void principalEntry(Principal principal, Path entry) {
    switch (name(entry)) {
      case "identity" -> content.identity.put(principal, layer(entry, PolicyType.IDENTITY));
      case "session" -> content.session.put(principal, layer(entry, PolicyType.SESSION));
      case "boundary.json" ->
          content.boundary.put(principal, layer(entry, PolicyType.PERMISSIONS_BOUNDARY));
      case "role.json", "user.json" -> {
        if (!isSound(() -> description(principal, entry))) {
          content.boundary.putIfAbsent(principal, PolicyLayer.unknown()); // it may state one
        }
      }
      default ->
          stranger(entry, "`identity`, `session`, `boundary.json`, and `role.json` or `user.json`");
    }
  }

  /** Reads the output of {@code aws iam get-role} or {@code aws iam get-user}. */
  private void description(Principal principal, Path file) {
    boolean isRole = principal.kind().equals(ROLES);
    if (isRole != name(file).equals("role.json")) {
      stranger(
          file,
          "`identity`, `session`, `boundary.json` and " + (isRole ? "`role.json`" : "`user.json`"));
      return;
    }
    text(file)
        .ifPresent(
            text -> {
              try {
                PrincipalDescription found = PrincipalDescription.read(text);
                if (isRole) {
                  content.rolePaths.put(principal, path(principal, found.arn()));
                } else {
                  content.userNames.put(principal, userName(principal, found.arn()));
                }
                content.tags.put(principal, found.tags());
                found
                    .uniqueId()
                    .ifPresent(id -> content.uniqueIds.put(principal, uniqueId(id, found.arn())));
                // After boundary.json, in the order of names.
                found
                    .withoutFile()
                    .ifPresent(none -> content.boundary.putIfAbsent(principal, none));
              } catch (JsonSyntaxException | InvalidNameException e) {
                problem(source(file) + ": " + e.getMessage());
              }
            });
  }

  private static UniqueId uniqueId(String id, String arn) {
    String partition = ((Caller.AccountCaller) Caller.parse(arn)).partition();
    return new UniqueId(id, partition.intern()); // There are few, and many users and roles.
  }

  /** The name of a user with its path. */
  private static String userName(Principal principal, String arn) {
    if (Caller.parse(arn) instanceof Caller.IamUser user
        && user.accountId().equals(principal.accountId())
        && user.userName().equals(principal.name())) {
      return user.name();
    }
    throw new InvalidNameException(
        "`" + arn + "` is not the ARN of the user `" + principal.name() + "`");
  }

  private static Caller.RolePath path(Principal principal, String arn) {
    if (Caller.parse(arn) instanceof Caller.AnyRoleSession role
        && role.accountId().equals(principal.accountId())
        && role.roleName().equals(principal.name())) {
      return role.path();
    }
    throw new InvalidNameException(
        Caller.parse(arn) instanceof Caller.RoleSession
            ? "`" + arn + "` is a session; state the ARN of its role, which has the path"
            : "`" + arn + "` is not the ARN of the role `" + principal.name() + "`");
  }

  /** The layer of a document, or of a directory of documents; unknown if it has a problem. */
  private PolicyLayer layer(Path entry, PolicyType type) {
    if (mayBeNull(type) && isNull(entry)) {
      return PolicyLayer.none();
    }
    List<NamedPolicy> policies = new ArrayList<>();
    boolean sound =
        isSound(
            () -> {
              if (type == PolicyType.IDENTITY || type == PolicyType.SESSION) {
                policies.addAll(policies(entry, type));
              } else {
                policy(entry, type).ifPresent(policies::add);
              }
            });
    if (sound && policies.isEmpty() && type == PolicyType.SESSION) {
      return PolicyLayer.none(); // a session without session policies is not limited by them
    }
    return sound ? new PolicyLayer.Attached(policies) : PolicyLayer.unknown();
  }

  /** A file that holds {@code null} states that there is no boundary, or no endpoint policy. */
  private static boolean mayBeNull(PolicyType type) {
    return type == PolicyType.PERMISSIONS_BOUNDARY || type == PolicyType.VPC_ENDPOINT;
  }

  private static boolean isNull(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= MAX_NULL_BYTES
          && TextEncoding.decode(Files.readAllBytes(file)).strip().equals("null");
    } catch (IOException e) {
      return false; // The reader of the policy names the problem.
    }
  }

  private OrganizationLayer levels(Path directory, PolicyType type) {
    List<OrganizationLayer.Level> levels = new ArrayList<>();
    boolean sound =
        isSound(
            () -> {
              directories(
                  directory,
                  level ->
                      levels.add(new OrganizationLayer.Level(name(level), policies(level, type))));
              if (levels.isEmpty()) {
                requireComplete(directory, "level");
              }
            });
    if (!sound) {
      return OrganizationLayer.unknown();
    }
    return levels.isEmpty() ? OrganizationLayer.none() : new OrganizationLayer.Levels(levels);
  }

  private void region(String account, Path directory) {
    String region = name(directory);
    if (!REGION.matcher(region).matches()) {
      stranger(directory, "directories of Regions, such as `us-west-2`");
      return;
    }
    String partition = Partition.ofRegion(region);
    directories(
        directory, key -> key(new KmsResource.Key(partition, region, account, name(key)), key));
  }

  private void key(KmsResource.Key key, Path directory) {
    content.add(key);
    if (!isSound(() -> entries(directory).forEach(entry -> keyEntry(key, entry)))) {
      content.keyPolicies.put(key, PolicyLayer.unknown());
      content.grants.put(key, GrantLayer.unknown());
      content.metadata.remove(key);
      content.aliases.values().removeIf(key::equals);
    }
  }

  private void keyEntry(KmsResource.Key key, Path entry) {
    switch (name(entry)) {
      case "policy.json" -> content.keyPolicies.put(key, layer(entry, PolicyType.KEY));
      case "grants.json" -> content.grants.put(key, grants(key, entry));
      case "key.json" -> {
        var unused = isSound(() -> metadata(key, entry));
      }
      case "aliases.json" -> {
        var unused = isSound(() -> aliases(key, entry));
      }
      default -> stranger(entry, "`policy.json`, `grants.json`, `key.json` and `aliases.json`");
    }
  }

  private GrantLayer grants(KmsResource.Key key, Path file) {
    List<Grant> read = new ArrayList<>();
    boolean sound =
        isSound(
            () -> {
              parsed(file, (text, source) -> GrantReader.create().source(source).read(text))
                  .ifPresent(read::addAll);
              read.stream()
                  .map(Grant::keyId)
                  .filter(id -> !Set.of("", key.arn(), key.keyId()).contains(id))
                  .findFirst()
                  .ifPresent(id -> problem(source(file) + ": lists a grant on another key, " + id));
            });
    return sound ? new GrantLayer.Known(read) : GrantLayer.unknown();
  }

  private void aliases(KmsResource.Key key, Path file) {
    parsed(file, (text, source) -> AliasReader.create().source(source).listed(text))
        .map(listed -> content.add(key, listed))
        .orElse(Set.of())
        .forEach(
            alias ->
                problem(
                    source(file)
                        + ": states another key for `"
                        + alias.arn()
                        + "` than another entry; only one of them can be right"));
  }

  private void metadata(KmsResource.Key key, Path file) {
    parsed(file, (text, source) -> KeyMetadataReader.create().source(source).read(text))
        .ifPresent(metadata -> metadata(key, metadata, file));
  }

  private void metadata(KmsResource.Key key, KeyMetadata metadata, Path file) {
    if (metadata.key().equals(key)) {
      content.metadata.put(key, metadata);
    } else {
      problems.add(
          Quoting.oneLine(
              source(file) + ": is about `" + metadata.key().arn() + "`, not `" + key.arn() + "`"));
    }
  }

  private List<NamedPolicy> policies(Path directory, PolicyType type) {
    List<NamedPolicy> policies = new ArrayList<>();
    List<Path> entries = entries(directory);
    for (Path entry : entries) {
      if (name(entry).endsWith(JSON)) {
        policy(entry, type).ifPresent(policies::add);
      } else {
        stranger(entry, "policies whose names end in `.json`");
      }
    }
    if (entries.isEmpty() && !isNone(type)) {
      requireComplete(directory, "policy");
    }
    return policies;
  }

  private void requireComplete(Path directory, String what) {
    if (!emptyIsComplete) {
      problem(
          source(directory)
              + ": holds no "
              + what
              + ", and `"
              + PROPERTIES
              + "` does not state by `files` that the directory is complete");
    }
  }

  private boolean isNone(PolicyType type) {
    return (type == PolicyType.IDENTITY && content.none.contains(LayerName.IDENTITY))
        || (type == PolicyType.SESSION && content.none.contains(LayerName.SESSION));
  }

  private Optional<NamedPolicy> policy(Path file, PolicyType type) {
    return parsed(file, (text, source) -> PolicyReader.forType(type).source(source).read(text))
        .map(document -> interner.of(new NamedPolicy(policyName(file), document)));
  }

  /** The name of the file, or of its directory where the file has the same name everywhere. */
  private static String policyName(Path file) {
    String stem = name(file).substring(0, name(file).length() - JSON.length());
    Path parent = file.getParent();
    return stem.equals("policy") && parent != null ? name(parent) : stem;
  }

  private <T> Optional<T> parsed(Path file, BiFunction<String, String, T> reader) {
    try {
      return text(file).map(text -> reader.apply(text, source(file)));
    } catch (PolicySyntaxException e) {
      e.problems().forEach(found -> problem(found.toString()));
      return Optional.empty();
    }
  }

  private Optional<String> text(Path file) {
    if (!Files.isRegularFile(file)) {
      problem(source(file) + ": " + kind(file));
      return Optional.empty();
    }
    int most = maximumBytes(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length <= most) {
        return Optional.of(TextEncoding.decode(bytes));
      }
      problem(source(file) + ": is larger than " + most / MEBIBYTE + " MiB, the most that is read");
    } catch (CharacterCodingException wrong) {
      problem(source(file) + ": the file is not UTF-8; save it in UTF-8");
    } catch (IOException e) {
      problem(source(file) + ": cannot be read: " + failure(e));
    }
    return Optional.empty();
  }

  /** The kind and the message of a failure: the message alone is often only a path. */
  private static String failure(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** Why something that is no file cannot be read. It is never opened: a pipe would block. */
  private static String kind(Path file) {
    if (Files.isDirectory(file)) {
      return "is a directory, not a file";
    }
    return Files.exists(file)
        ? "is a pipe, a socket or a device, not a file"
        : "is a link that leads to no file, or has just been removed";
  }

  private void directories(Path parent, Consumer<Path> reader) {
    for (Path entry : entries(parent)) {
      if (Files.isDirectory(entry)) {
        reader.accept(entry);
      } else {
        stranger(entry, "directories");
      }
    }
  }

  private List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(DirectoryFingerprint.insideOf(directory))) {
      return entries
          .map(PolicyDirectoryReader::name)
          .filter(name -> !isLeftAlone(name))
          .map(directory::resolve)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      problem(source(directory) + ": cannot be listed: " + failure(e));
      return List.of();
    }
  }

  private static boolean isLeftAlone(String name) {
    return name.startsWith(".") || name.equals(README);
  }

  private void stranger(Path entry, String known) {
    problem(source(entry) + ": is not part of a policy directory; expected here: " + known);
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  private String source(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }
}
