package io.kmspolicy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A policy directory with one role, one key, and the answers that tests ask of them. */
public final class PolicyFolder {

  public static final String ACCOUNT = "111122223333";
  public static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  public static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + KEY_ID;
  public static final String APP = "arn:aws:iam::" + ACCOUNT + ":role/App";
  public static final String SESSION = "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/one";
  public static final String KEY_FOLDER = ACCOUNT + "/keys/us-west-2/" + KEY_ID;
  public static final String DELEGATION =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "EnableIAM", "Effect": "Allow",
         "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*",
         "Resource": "*"}]}
      """;
  public static final String TENANT_A =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "UseTenantA", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
         "Resource": "*",
         "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": ["a", "b"]}}}]}
      """;

  private final Path root;

  public PolicyFolder(Path root) throws IOException {
    this.root = root;
    file("directory.properties", "none = boundary, session, scp, rcp, endpoint," + " grants\n");
    file(KEY_FOLDER + "/policy.json", DELEGATION);
    file(ACCOUNT + "/roles/App/identity/app.json", TENANT_A);
    path("/");
  }

  /** States the path of the role. */
  public PolicyFolder path(String path) throws IOException {
    return file(
        ACCOUNT + "/roles/App/role.json",
        """
        {"Role": {"Path": "%s", "RoleName": "App", "Arn": "arn:aws:iam::%s:role%sApp"}}
        """
            .formatted(path, ACCOUNT, path));
  }

  /** States who manages the key. */
  public PolicyFolder managedBy(String manager) throws IOException {
    return file(
        KEY_FOLDER + "/key.json",
        """
        {"KeyMetadata": {"KeyId": "%s", "Arn": "%s", "KeyManager": "%s"}}
        """
            .formatted(KEY_ID, KEY, manager));
  }

  public PolicyFolder file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  public Path root() {
    return root;
  }

  public Policies load() {
    return Policies.load(root, "policies", "");
  }
}
