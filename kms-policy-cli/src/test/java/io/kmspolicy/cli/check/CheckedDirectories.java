package io.kmspolicy.cli.check;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two policy directories in a folder, {@code before} and {@code after}, and runs of check. */
final class CheckedDirectories {

  static final String ACCOUNT = "111122223333";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String OTHER_ID = "2234abcd-12ab-34cd-56ef-1234567890ab";
  static final String DELEGATION =
      """
      {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
       "Action": "kms:*", "Resource": "*"}\
      """;
  static final String APP =
      """
      {"Sid": "App", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
       "Action": "kms:Decrypt", "Resource": "*"}\
      """;
  static final String PARTNER =
      APP.replace("App", "Partner").replace("111122223333", "444455556666");

  final Path folder;

  CheckedDirectories(Path folder) throws IOException {
    this.folder = folder;
    for (String side : List.of("before", "after")) {
      Path root = Files.createDirectories(folder.resolve(side));
      Files.writeString(
          root.resolve("directory.properties"),
          "none = identity, boundary, session, scp, rcp, grants," + " endpoint\n");
      key(side, KEY_ID, DELEGATION, APP);
    }
  }

  static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [\n"
        + String.join(",\n", statements)
        + "]}\n";
  }

  static Path keyFolder(String id) {
    return Path.of(ACCOUNT, "keys", "us-west-2", id);
  }

  void key(String side, String id, String... statements) throws IOException {
    write(side, id, policy(statements));
  }

  void write(String side, String id, String text) throws IOException {
    Path key = Files.createDirectories(folder.resolve(side).resolve(keyFolder(id)));
    Files.writeString(key.resolve("policy.json"), text);
  }

  CommandRun check(String... options) {
    List<String> all = new ArrayList<>(List.of("check", "--before", "before", "--after", "after"));
    all.addAll(List.of(options));
    return CommandRun.in(folder, "", all.toArray(String[]::new));
  }
}
