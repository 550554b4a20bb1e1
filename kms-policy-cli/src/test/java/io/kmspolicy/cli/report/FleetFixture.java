package io.kmspolicy.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A policy directory of three accounts in two Regions. Every key has an alias and a policy that
 * lets IAM policies decide, lets its role use the key in a context, and denies other organizations.
 * Every fifth key has grants, every tenth lets everybody of the account use it through S3. Roles
 * use keys by pattern, by name, by tag or by alias; every seventh has two policies, one of them of
 * an administrator.
 */
final class FleetFixture {

  private static final String[] ACCOUNTS = {"111122223333", "222233334444", "333344445555"};
  private static final String[] REGIONS = {"us-west-2", "eu-central-1"};

  private final Path root;
  private final int roles;
  private final int keys;

  FleetFixture(Path root, int roles, int keys) {
    this.root = root;
    this.roles = roles;
    this.keys = keys;
  }

  /** Writes the directory. */
  void write() throws IOException {
    write(
        "directory.properties",
        """
        organization = o-exampleorgid
        none = boundary, session, scp, rcp, grants, endpoint
        """);
    for (int role = 0; role < roles; role++) {
      String folder = account(role) + "/roles/" + roleName(role) + "/";
      write(folder + "role.json", describedRole(role));
      write(folder + "identity/use.json", use(role));
      if (role % 7 == 0) {
        write(folder + "identity/administer.json", administer());
      }
    }
    for (int key = 0; key < keys; key++) {
      String folder = account(key) + "/keys/" + region(key) + "/" + keyId(key) + "/";
      write(folder + "policy.json", keyPolicy(key));
      write(folder + "aliases.json", aliases(key));
      if (key % 5 == 0) {
        write(folder + "grants.json", grants(key));
      }
    }
  }

  private static String describedRole(int role) {
    return "{\"Role\": {\"Path\": \"/\", \"RoleName\": \"%s\", \"Arn\": \"%s\"}}"
        .formatted(roleName(role), role(role));
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  static String account(int number) {
    return ACCOUNTS[number % ACCOUNTS.length];
  }

  static String region(int key) {
    return REGIONS[key / ACCOUNTS.length % REGIONS.length];
  }

  static String keyId(int key) {
    return String.format(Locale.ROOT, "1234abcd-12ab-34cd-56ef-%012d", key);
  }

  static String roleName(int role) {
    return "team-" + role;
  }

  private static String role(int role) {
    return "arn:aws:iam::" + account(role) + ":role/" + roleName(role);
  }

  private static String keyArn(int key) {
    return "arn:aws:kms:" + region(key) + ":" + account(key) + ":key/" + keyId(key);
  }

  private String use(int role) {
    int own = role % keys;
    String some =
        IntStream.range(0, 3)
            .mapToObj(i -> "\"" + keyArn((own + i * ACCOUNTS.length) % keys) + "\"")
            .collect(Collectors.joining(", "));
    String statement =
        switch (role % 6) {
          case 0 -> resources("\"arn:aws:kms:*:" + account(role) + ":key/*\"", "");
          case 1, 2 -> resources(some, "");
          case 3 ->
              resources(
                  "\"*\"",
                  "{\"StringEquals\": {\"aws:ResourceTag/team\": \"" + roleName(role) + "\"}}");
          case 4 ->
              resources(
                  "\"*\"", "{\"StringLike\": {\"kms:RequestAlias\": \"alias/team-" + own + "\"}}");
          default -> resources(some, "{\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}");
        };
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
    %s,
        {
          "Sid": "NoDeletion",
          "Effect": "Deny",
          "Action": ["kms:ScheduleKeyDeletion", "kms:DisableKey"],
          "Resource": "*"
        }
      ]
    }
    """
        .formatted(statement);
  }

  private static String resources(String resources, String condition) {
    return """
    {
      "Sid": "Use",
      "Effect": "Allow",
      "Action": ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateAlias"],
      "Resource": [%s]%s
    }\
    """
        .formatted(resources, condition.isEmpty() ? "" : ", \"Condition\": " + condition);
  }

  private static String administer() {
    return """
    {
      "Version": "2012-10-17",
      "Statement": {
        "Sid": "Administer",
        "Effect": "Allow",
        "Action": ["kms:Put*", "kms:Create*", "kms:Update*", "kms:Enable*", "kms:Get*", "kms:List*"],
        "Resource": "*"
      }
    }
    """;
  }

  private String keyPolicy(int key) {
    String everybody =
        key % 10 == 0
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
                .formatted(account(key))
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
          "Sid": "Team",
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
        .formatted(account(key), everybody, role(key % roles), key);
  }

  private static String aliases(int key) {
    return """
    {"Aliases": [{"AliasName": "alias/team-%d",
      "AliasArn": "arn:aws:kms:%s:%s:alias/team-%d", "TargetKeyId": "%s"}]}
    """
        .formatted(key, region(key), account(key), key, keyId(key));
  }

  private String grants(int key) {
    return """
    {"Grants": [{"KeyId": "%s", "GrantId": "%064d", "GranteePrincipal": "%s",
      "RetiringPrincipal": "%s", "IssuingAccount": "arn:aws:iam::%s:root",
      "Operations": ["Decrypt", "RetireGrant"]}]}
    """
        .formatted(keyArn(key), key, role((key + 1) % roles), role(key % roles), account(key));
  }
}
