package io.kmspolicy.cli.ask;

import io.kmspolicy.model.Arn;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The principals and keys that a policy directory has, as its folders name them. */
final class DirectoryNames {

  /** Stands for the session name of a role's sessions, which no folder says. */
  static final String SESSION = "any-session";

  private final List<Caller> principals = new ArrayList<>();
  private final List<KmsResource.Key> keys = new ArrayList<>();

  /** Reads the names of the folders below a root. */
  DirectoryNames(Path root) throws IOException {
    for (Path account : folders(root)) {
      String id = name(account);
      if (Arn.isAccountId(id)) {
        principals.add(new Caller.RootUser("aws", id));
        for (Path user : folders(account.resolve("users"))) {
          principals.add(new Caller.IamUser("aws", id, name(user)));
        }
        for (Path role : folders(account.resolve("roles"))) {
          principals.add(
              new Caller.RoleSession("aws", id, name(role), SESSION, Caller.RolePath.unknown()));
        }
        for (Path region : folders(account.resolve("keys"))) {
          for (Path key : folders(region)) {
            keys.add(new KmsResource.Key("aws", name(region), id, name(key)));
          }
        }
      }
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

  /** The root users, users and roles, each role as one of its sessions. */
  List<Caller> principals() {
    return principals;
  }

  /** The keys. */
  List<KmsResource.Key> keys() {
    return keys;
  }
}
