package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Layer;
import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.model.catalogue.Partition;
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
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads a policy directory; goes on behind a mistake so that all are reported. */
final class PolicyDirectoryReader {

  static final String USERS = "users";
  static final String ROLES = "roles";

  private static final String JSON = ".json";

  private final Path root;
  private final DirectoryContent content = new DirectoryContent();
  private final List<String> problems = new ArrayList<>();

  PolicyDirectoryReader(Path root) {
    this.root = root;
  }

  DirectoryContent read() {
    if (Files.isDirectory(root)) {
      entries(root).forEach(this::rootEntry);
    } else {
      problems.add(root + ": is no directory");
    }
    if (!problems.isEmpty()) {
      throw new PolicyDirectoryException(problems);
    }
    return content;
  }

  private void rootEntry(Path entry) {
    String name = name(entry);
    if (name.equals("directory.properties")) {
      text(entry).ifPresent(text -> properties(entry, text));
    } else if (name.equals("endpoint.json")) {
      policy(entry, PolicyType.VPC_ENDPOINT)
          .ifPresent(policy -> content.endpoint = PolicyLayer.of(policy));
    } else if (Arn.isAccountId(name) && Files.isDirectory(entry)) {
      entries(entry).forEach(part -> accountEntry(name, part));
    } else {
      stranger(entry, "`directory.properties`, `endpoint.json` and directories of accounts");
    }
  }

  private void properties(Path file, String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : properties.stringPropertyNames()) {
      if (name.equals("none")) {
        Stream.of(properties.getProperty(name).split(","))
            .map(String::strip)
            .filter(layer -> !layer.isEmpty())
            .forEach(layer -> none(file, layer));
      } else {
        problems.add(source(file) + ": `" + name + "` is no property; there is only `none`");
      }
    }
  }

  private void none(Path file, String layer) {
    Layer.ofText(layer)
        .ifPresentOrElse(
            content.none::add,
            () ->
                problems.add(
                    source(file) + ": `" + layer + "` is no layer that can be stated to be none"));
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
    for (Path entry : entries(directory)) {
      switch (name(entry)) {
        case "identity" ->
            content.identity.put(
                principal, new PolicyLayer.Attached(policies(entry, PolicyType.IDENTITY)));
        case "session" ->
            content.session.put(
                principal, new PolicyLayer.Attached(policies(entry, PolicyType.SESSION)));
        case "boundary.json" ->
            policy(entry, PolicyType.PERMISSIONS_BOUNDARY)
                .ifPresent(policy -> content.boundary.put(principal, PolicyLayer.of(policy)));
        default -> stranger(entry, "`identity`, `session` and `boundary.json`");
      }
    }
  }

  private OrganizationLayer levels(Path directory, PolicyType type) {
    List<OrganizationLayer.Level> levels = new ArrayList<>();
    directories(
        directory,
        level -> levels.add(new OrganizationLayer.Level(name(level), policies(level, type))));
    return new OrganizationLayer.Levels(levels);
  }

  private void region(String account, Path directory) {
    String region = name(directory);
    String partition = Partition.ofRegion(region);
    directories(
        directory, key -> key(new KmsResource.Key(partition, region, account, name(key)), key));
  }

  private void key(KmsResource.Key key, Path directory) {
    content.add(key);
    for (Path entry : entries(directory)) {
      switch (name(entry)) {
        case "policy.json" ->
            policy(entry, PolicyType.KEY)
                .ifPresent(policy -> content.keyPolicies.put(key, PolicyLayer.of(policy)));
        case "grants.json" ->
            parsed(entry, (text, source) -> GrantReader.create().source(source).read(text))
                .ifPresent(grants -> content.grants.put(key, new GrantLayer.Known(grants)));
        case "key.json" ->
            parsed(entry, (text, source) -> KeyMetadataReader.create().source(source).read(text))
                .ifPresent(metadata -> metadata(key, metadata, entry));
        case "aliases.json" ->
            parsed(entry, (text, source) -> AliasReader.create().source(source).read(text))
                .ifPresent(aliases -> content.add(key, aliases));
        default -> stranger(entry, "`policy.json`, `grants.json`, `key.json` and `aliases.json`");
      }
    }
  }

  private void metadata(KmsResource.Key key, KeyMetadata metadata, Path file) {
    if (metadata.key().equals(key)) {
      content.metadata.put(key, metadata);
    } else {
      problems.add(
          source(file) + ": is about `" + metadata.key().arn() + "`, not `" + key.arn() + "`");
    }
  }

  private List<NamedPolicy> policies(Path directory, PolicyType type) {
    List<NamedPolicy> policies = new ArrayList<>();
    for (Path entry : entries(directory)) {
      if (name(entry).endsWith(JSON) && Files.isRegularFile(entry)) {
        policy(entry, type).ifPresent(policies::add);
      } else {
        stranger(entry, "policies whose names end in `.json`");
      }
    }
    return policies;
  }

  private Optional<NamedPolicy> policy(Path file, PolicyType type) {
    return parsed(file, (text, source) -> PolicyReader.forType(type).source(source).read(text))
        .map(document -> new NamedPolicy(policyName(file), document));
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
      e.problems().forEach(problem -> problems.add(problem.toString()));
      return Optional.empty();
    }
  }

  private Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      problems.add(source(file) + ": cannot be read: " + e.getMessage());
      return Optional.empty();
    }
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
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(entry -> !isLeftAlone(name(entry))).sorted().toList();
    } catch (IOException e) {
      problems.add(source(directory) + ": cannot be listed: " + e.getMessage());
      return List.of();
    }
  }

  private static boolean isLeftAlone(String name) {
    return name.startsWith(".") || name.equals("README.md");
  }

  private void stranger(Path entry, String known) {
    problems.add(source(entry) + ": is not part of a policy directory; here belong " + known);
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  private String source(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }
}
