package io.kmspolicy.cli.collect;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.sts.StsClient;

/** An account in moto, and the texts of its policies by the files that they belong in. */
final class ExampleAccount {

  static final String TRUST = statement("Trust", "sts:AssumeRole", ", \"Principal\": \"*\"");

  private static final String ARN = "arn:aws:iam::" + MotoServer.ACCOUNT + ":";

  final KmsClient kms;
  final IamClient iam;
  final StsClient sts;
  String keyId = "";

  /** The files that a directory built by hand has, with what AWS was given. */
  final Map<String, String> byHand = new LinkedHashMap<>();

  ExampleAccount(URI endpoint) {
    kms = build(KmsClient.builder(), endpoint);
    iam = build(IamClient.builder(), endpoint);
    sts = build(StsClient.builder(), endpoint);
  }

  private static <B extends AwsClientBuilder<B, C>, C> C build(B builder, URI endpoint) {
    return builder
        .region(Region.US_WEST_2)
        .endpointOverride(endpoint)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example")))
        .build();
  }

  static String statement(String sid, String action, String more) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \""
        + sid
        + "\", \"Effect\": \"Allow\", \"Action\": \""
        + action
        + "\""
        + more
        + "}]}";
  }

  static String identity(String sid) {
    return statement(
        sid,
        "kms:Decrypt",
        ", \"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
            + " {\"kms:EncryptionContext:a+b %\": \"c d+e\"}}");
  }

  /** Makes the account: a key with an alias and a grant, four roles, and a user in a group. */
  void make() {
    String keyPolicy =
        statement(
            "Key", "kms:*", ", \"Principal\": {\"AWS\": \"" + ARN + "root\"}, \"Resource\": \"*\"");
    keyId = kms.createKey(r -> r.policy(keyPolicy)).keyMetadata().keyId();
    kms.createAlias(r -> r.aliasName("alias/orders").targetKeyId(keyId));
    kms.createGrant(
        r ->
            r.keyId(keyId)
                .name("one")
                .granteePrincipal(ARN + "role/team/App")
                .operations(GrantOperation.DECRYPT)
                .constraints(c -> c.encryptionContextSubset(Map.of("a", "b"))));
    byHand.put("keys/us-west-2/" + keyId + "/policy.json", keyPolicy);
    roles();
    user();
  }

  private void roles() {
    for (String role : new String[] {"App", "Bare", "Bounded"}) {
      iam.createRole(r -> r.roleName(role).path("/team/").assumeRolePolicyDocument(TRUST));
    }
    iam.putRolePolicy(r -> r.roleName("App").policyName("same").policyDocument(identity("Inline")));
    String attached = managed("same", identity("Old"));
    iam.createPolicyVersion(
        r -> r.policyArn(attached).policyDocument(identity("New")).setAsDefault(true));
    iam.attachRolePolicy(r -> r.roleName("App").policyArn(attached));
    String limit = managed("limit", identity("Limit"));
    iam.putRolePermissionsBoundary(r -> r.roleName("Bounded").permissionsBoundary(limit));
    byHand.put("roles/App/identity/inline~same.json", identity("Inline"));
    byHand.put("roles/App/identity/managed~same.json", identity("New"));
    byHand.put("roles/Bare/identity/", "");
    byHand.put("roles/Bounded/identity/", "");
    byHand.put("roles/Bounded/boundary.json", identity("Limit"));
  }

  private void user() {
    iam.createUser(r -> r.userName("alice").path("/people/"));
    iam.putUserPolicy(r -> r.userName("alice").policyName("own").policyDocument(identity("Own")));
    iam.createGroup(r -> r.groupName("team"));
    iam.addUserToGroup(r -> r.userName("alice").groupName("team"));
    iam.putGroupPolicy(r -> r.groupName("team").policyName("g").policyDocument(identity("Group")));
    String ofGroup = managed("of-group", identity("GroupManaged"));
    iam.attachGroupPolicy(r -> r.groupName("team").policyArn(ofGroup));
    byHand.put("users/alice/identity/inline~own.json", identity("Own"));
    byHand.put("users/alice/identity/group~team~inline~g.json", identity("Group"));
    byHand.put("users/alice/identity/group~team~managed~of-group.json", identity("GroupManaged"));
  }

  private String managed(String name, String document) {
    return iam.createPolicy(r -> r.policyName(name).policyDocument(document)).policy().arn();
  }

  /** Writes the files by hand, and those that only AWS can print as a copy of another directory. */
  void writeByHand(Path root, Path printed) throws IOException {
    Path account = root.resolve(MotoServer.ACCOUNT);
    for (Map.Entry<String, String> file : byHand.entrySet()) {
      write(account.resolve(file.getKey()), file.getValue());
    }
    for (String file :
        new String[] {
          "keys/us-west-2/" + keyId + "/grants.json",
          "keys/us-west-2/" + keyId + "/key.json",
          "keys/us-west-2/" + keyId + "/aliases.json",
          "roles/App/role.json",
          "roles/Bare/role.json",
          "roles/Bounded/role.json",
          "users/alice/user.json"
        }) {
      write(
          account.resolve(file),
          Files.readString(printed.resolve(MotoServer.ACCOUNT).resolve(file)));
    }
    Files.createDirectories(account.resolve("service-control"));
    Files.createDirectories(account.resolve("resource-control"));
  }

  private static void write(Path file, String text) throws IOException {
    if (text.isEmpty()) {
      Files.createDirectories(file);
    } else {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
