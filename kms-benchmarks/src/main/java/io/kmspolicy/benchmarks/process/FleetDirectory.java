package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a policy directory of one account with roles and keys, all different. Each key policy lets
 * IAM policies decide, lets one role use the key under conditions and denies what comes from
 * outside of the organization; every tenth names everybody with a condition. Roles use keys by
 * pattern, by tag or by name.
 */
final class FleetDirectory {

  static final String ACCOUNT = "111122223333";
  private static final String REGION = "us-west-2";
  private static final int TENTH = 10;

  private FleetDirectory() {}

  /** The ARN of a key. */
  static String key(int number) {
    return "arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/" + keyId(number);
  }

  private static String keyId(int number) {
    return String.format(Locale.ROOT, "1234abcd-12ab-34cd-56ef-%012d", number);
  }

  /** The ARN of a role. */
  static String role(int number) {
    return "arn:aws:iam::" + ACCOUNT + ":role/app-" + number;
  }

  /** Writes the directory. */
  static void write(Path root, int roles, int keys) throws IOException {
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, grants," + " endpoint\n");
    for (int role = 0; role < roles; role++) {
      Path identity = root.resolve(ACCOUNT + "/roles/app-" + role + "/identity");
      Files.createDirectories(identity);
      Files.writeString(identity.resolve("use.json"), identityPolicy(role, keys));
    }
    for (int key = 0; key < keys; key++) {
      Files.createDirectories(policyOf(root, key).resolveSibling("."));
      Files.writeString(policyOf(root, key), keyPolicy(key, roles));
    }
  }

  private static Path policyOf(Path root, int key) {
    return root.resolve(ACCOUNT + "/keys/" + REGION + "/" + keyId(key) + "/policy.json");
  }

  /** Lets the role that uses the first key of a directory create data keys with it, too. */
  static void change(Path root) throws IOException {
    Path policy = policyOf(root, 0);
    Files.writeString(
        policy,
        Files.readString(policy)
            .replace(
                "[\"kms:Decrypt\", \"kms:Encrypt\"]",
                "[\"kms:Decrypt\", \"kms:Encrypt\", \"kms:GenerateDataKey\"]"));
  }

  private static String identityPolicy(int role, int keys) {
    String resources =
        switch (role % TENTH) {
          case 0 -> "\"arn:aws:kms:*:" + ACCOUNT + ":key/*\"";
          case 1, 2, 3 -> "\"" + key(role % keys) + "\", \"" + key((role + 1) % keys) + "\"";
          default -> "\"" + key(role % keys) + "\"";
        };
    String condition =
        role % 2 == 0
            ? ""
            : ", \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:app\": \"app-"
                + role
                + "\"}}";
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Use",
          "Effect": "Allow",
          "Action": ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
          "Resource": [%s]%s
        },
        {
          "Sid": "NoDeletion",
          "Effect": "Deny",
          "Action": ["kms:ScheduleKeyDeletion", "kms:DisableKey"],
          "Resource": "*"
        }
      ]
    }
    """
        .formatted(resources, condition);
  }

  private static String keyPolicy(int key, int roles) {
    String everybody =
        key % TENTH == 0
            ? """
                {
                  "Sid": "ThroughS3",
                  "Effect": "Allow",
                  "Principal": {"AWS": "*"},
                  "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                  "Resource": "*",
                  "Condition": {"StringEquals": {"kms:CallerAccount": "%s",
                    "kms:ViaService": "s3.us-west-2.amazonaws.com"}}
                },
            """
                .formatted(ACCOUNT)
            : "";
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Enable IAM",
          "Effect": "Allow",
          "Principal": {"AWS": "arn:aws:iam::%s:root"},
          "Action": "kms:*",
          "Resource": "*"
        },
    %s    {
          "Sid": "App",
          "Effect": "Allow",
          "Principal": {"AWS": "%s"},
          "Action": ["kms:Decrypt", "kms:Encrypt"],
          "Resource": "*",
          "Condition": {"StringEquals": {"kms:EncryptionContext:key": "key-%d"}}
        },
        {
          "Sid": "OnlyTheOrganization",
          "Effect": "Deny",
          "Principal": "*",
          "Action": ["kms:Decrypt", "kms:CreateGrant"],
          "Resource": "*",
          "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorgid"},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
        }
      ]
    }
    """
        .formatted(ACCOUNT, everybody, role(key % roles), key);
  }
}
