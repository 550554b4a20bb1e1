package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.writer.GrantWriter;
import io.kmspolicy.model.writer.PolicyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the content of a policy directory as files. An unknown layer has no file. */
final class DirectoryWriter {

  private static final String JSON = ".json";

  private final DirectoryContent content;
  private final Path root;
  private int files;

  DirectoryWriter(DirectoryContent content, Path root) {
    this.content = content;
    this.root = root;
  }

  void write() throws IOException {
    Set<Principal> principals = new HashSet<>(content.identity.keySet());
    principals.addAll(content.boundary.keySet());
    for (Principal principal : principals) {
      if (!isIgnored(principal.name())) {
        principal(principal);
      }
    }
    for (Map.Entry<KmsResource.Key, PolicyLayer> key : content.keyPolicies.entrySet()) {
      key(key.getKey(), key.getValue());
    }
    for (Map.Entry<String, OrganizationLayer> account : content.serviceControl.entrySet()) {
      Path folder = root.resolve(account.getKey()).resolve("service-control");
      levels(folder, account.getValue(), LayerName.SERVICE_CONTROL);
    }
    for (Map.Entry<String, OrganizationLayer> account : content.resourceControl.entrySet()) {
      Path folder = root.resolve(account.getKey()).resolve("resource-control");
      levels(folder, account.getValue(), LayerName.RESOURCE_CONTROL);
    }
    if (content.endpoint != null) {
      single(root.resolve("endpoint.json"), content.endpoint, LayerName.VPC_ENDPOINT);
    }
    properties();
  }

  /** Whether the layout ignores a folder of this name. */
  static boolean isIgnored(String name) {
    return name.startsWith(".") || name.equals(PolicyDirectoryReader.README);
  }

  private void principal(Principal principal) throws IOException {
    Path folder =
        root.resolve(principal.accountId()).resolve(principal.kind()).resolve(principal.name());
    Files.createDirectories(folder);
    PolicyLayer unknown = PolicyLayer.unknown();
    if (content.identity.getOrDefault(principal, unknown)
        instanceof PolicyLayer.Attached attached) {
      Path identity = folder.resolve("identity");
      Files.createDirectories(identity);
      documents(identity, attached.policies());
    } else {
      requireUnstated(LayerName.IDENTITY);
    }
    single(
        folder.resolve("boundary.json"),
        content.boundary.getOrDefault(principal, unknown),
        LayerName.PERMISSIONS_BOUNDARY);
    if (content.rolePaths.get(principal) instanceof Caller.RolePath.Known path) {
      describe(folder, principal, "Role", path.text() + principal.name());
    }
    String userName = content.userNames.get(principal);
    if (userName != null) {
      describe(folder, principal, "User", "/" + userName);
    }
  }

  /** Writes {@code role.json} or {@code user.json}, which states the path. */
  private void describe(Path folder, Principal principal, String kind, String pathAndName)
      throws IOException {
    String word = LetterCase.lowerCase(kind);
    String arn = "arn:aws:iam::" + principal.accountId() + ":" + word + pathAndName;
    file(
        folder.resolve(word + JSON),
        JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            out ->
                out.object(
                    () ->
                        out.member(kind)
                            .object(
                                () -> {
                                  out.member(kind + "Name", principal.name());
                                  out.member("Arn", arn);
                                }))));
  }

  private void key(KmsResource.Key key, PolicyLayer policy) throws IOException {
    Path folder =
        root.resolve(key.accountId()).resolve("keys").resolve(key.region()).resolve(key.keyId());
    Files.createDirectories(folder);
    if (policy instanceof PolicyLayer.Attached attached) {
      file(folder.resolve("policy.json"), text(attached.policies().get(0)));
    }
    if (content.grants.get(key) instanceof GrantLayer.Known known) {
      file(folder.resolve("grants.json"), GrantWriter.pretty().write(known.grants()));
    } else {
      requireUnstated(LayerName.GRANTS);
    }
    List<KmsResource.Alias> aliases =
        content.aliases.entrySet().stream()
            .filter(alias -> alias.getValue().equals(key))
            .map(Map.Entry::getKey)
            .toList();
    if (!aliases.isEmpty()) {
      file(folder.resolve("aliases.json"), aliases(key, aliases));
    }
  }

  private static String aliases(KmsResource.Key key, List<KmsResource.Alias> aliases) {
    return JsonWriter.text(
        JsonWriter.Layout.PRETTY,
        out ->
            out.object(
                () ->
                    out.member("Aliases")
                        .array(
                            aliases,
                            alias ->
                                out.object(
                                    () -> {
                                      out.member("AliasName", "alias/" + alias.name());
                                      out.member("AliasArn", alias.arn());
                                      out.member("TargetKeyId", key.keyId());
                                    }))));
  }

  /** The documents of a layer; an empty directory is an empty layer. */
  private void documents(Path folder, List<NamedPolicy> policies) throws IOException {
    Set<String> used = new HashSet<>();
    for (NamedPolicy policy : policies) {
      String name = fileName(policy.name());
      String free = name;
      for (int number = 2; !used.add(LetterCase.lowerCase(free)); number++) {
        free = name + "-" + number;
      }
      file(folder.resolve(free + JSON), text(policy));
    }
  }

  /** A layer of one document. The file of a layer that is none holds {@code null}. */
  private void single(Path file, PolicyLayer layer, LayerName kind) throws IOException {
    if (layer instanceof PolicyLayer.Attached attached) {
      file(file, text(attached.policies().get(0)));
    } else if (layer instanceof PolicyLayer.Unknown) {
      requireUnstated(kind);
    } else if (!content.none.contains(kind)) {
      file(file, "null");
    }
  }

  private void levels(Path folder, OrganizationLayer layer, LayerName kind) throws IOException {
    if (layer instanceof OrganizationLayer.Levels levels) {
      List<OrganizationLayer.Level> ordered = new ArrayList<>(levels.levels());
      for (int i = 0; i < ordered.size(); i++) {
        Path level =
            folder.resolve(String.format("%02d-%s", i + 1, fileName(ordered.get(i).target())));
        Files.createDirectories(level);
        documents(level, ordered.get(i).policies());
      }
    } else if (layer instanceof OrganizationLayer.Unknown) {
      requireUnstated(kind);
    } else {
      Files.createDirectories(folder);
    }
  }

  /** Where a layer is stated to be none, the absence of a file cannot mean that it is unknown. */
  private void requireUnstated(LayerName kind) {
    if (content.none.contains(kind)) {
      throw new InvalidNameException(
          "`"
              + kind.word()
              + "` cannot be stated to be none, because it is unknown somewhere; leave it"
              + " out, and state the other layers by their words");
    }
  }

  /** A name that is a file name on every system, and is not ignored. */
  private static String fileName(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9+=,@_.-]", "-");
    return safe.isEmpty() || safe.startsWith(".") ? "policy" + safe : safe;
  }

  private static String text(NamedPolicy policy) {
    return PolicyWriter.pretty().write(policy.document());
  }

  private void file(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    files++;
  }

  private void properties() throws IOException {
    StringBuilder text = new StringBuilder();
    if (!content.none.isEmpty()) {
      text.append("none = ")
          .append(content.none.stream().map(LayerName::word).collect(Collectors.joining(", ")))
          .append('\n');
    }
    if (content.organization != null) {
      text.append("organization = ").append(content.organization).append('\n');
    }
    if (content.endpointRegion != null) {
      text.append("endpointRegion = ").append(content.endpointRegion).append('\n');
    }
    text.append("files = ").append(files).append('\n');
    Files.writeString(root.resolve(PolicyDirectoryReader.PROPERTIES), text.toString());
  }
}
