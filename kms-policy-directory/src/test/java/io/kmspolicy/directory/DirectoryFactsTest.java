package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.facts.CallerFacts.Identity;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory states is known for every question about it (rules 4.15 and 6.11). */
class DirectoryFactsTest {

  private static final String KEY_DIRECTORY = "111122223333/keys/us-west-2/" + Examples.KEY_ID;
  private static final Caller SESSION =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1");
  private static final Caller STRANGER = Caller.parse("arn:aws:iam::444455556666:user/bob");
  private static final String TEAM = "aws:principaltag/team";
  private static final String STAGE = "aws:principaltag/stage";
  private static final String USER_ID = "aws:userid";
  private static final String METADATA =
      """
      {"KeyMetadata": {"KeyId": "ID", "Arn": "ARN", "AWSAccountId": "111122223333",
        "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT",
        "Origin": "AWS_KMS"}}
      """
          .replace("ID\"", Examples.KEY_ID + "\"")
          .replace("\"ARN\"", "\"" + Examples.KEY_ARN + "\"");
  private static final String ALIASES =
      """
      {"Aliases": [{"AliasName": "alias/app", "AliasArn": "ARN", "TargetKeyId": "ID"}]}
      """
          .replace("ARN", Examples.arn(Examples.ALIAS))
          .replace("ID\"", Examples.KEY_ID + "\"");

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private RequestFacts decrypt(Caller caller) {
    return decrypt(PolicyDirectory.load(root), caller);
  }

  private static RequestFacts decrypt(PolicyDirectory directory, Caller caller) {
    DirectoryFacts facts = new DirectoryFacts(directory);
    return RequestFacts.of(facts.caller(caller), "kms:Decrypt", facts.resource(Examples.KEY));
  }

  @Test
  @DisplayName("role.json states the path of the role that a session belongs to (rule 4.15)")
  void caller_sessionOfDescribedRole_hasPath() throws IOException {
    write(
        "111122223333/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/service/App\"}}");
    DirectoryFacts facts = new DirectoryFacts(PolicyDirectory.load(root));
    assertThat(decrypt(SESSION).get("aws:principalarn"))
        .isEqualTo(ContextValue.of("arn:aws:iam::111122223333:role/service/App"));
    assertThat(facts.described(SESSION)).isEqualTo(facts.caller(SESSION).caller());
    Caller other = Caller.parse("arn:aws:iam::111122223333:role/other/App");
    assertThatThrownBy(() -> facts.described(other))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("which is `arn:aws:iam::111122223333:role/service/App`");
  }

  @Test
  @DisplayName("A session has the tags of its role, perhaps with other values, and perhaps others")
  void caller_taggedRole_hasTagsOfUnknownValue() throws IOException {
    write(
        "111122223333/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/service/App\", \"CreateDate\":"
            + " \"2026-01-01T00:00:00Z\", \"Tags\": [{\"Key\": \"Team\", \"Value\": \"red\"}]}}");
    Caller role = Caller.parse("arn:aws:iam::111122223333:role/service/App");
    for (Caller caller : List.of(SESSION, role)) {
      assertThat(decrypt(caller).get(TEAM)).isEqualTo(ContextValue.presentUnknown());
      assertThat(decrypt(caller).get(STAGE)).isEqualTo(ContextValue.unknown());
    }
    Caller other = Caller.parse("arn:aws:iam::111122223333:role/App");
    assertThat(decrypt(other).get(TEAM)).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("The id in role.json and the name of the session make aws:userid (rule 1.8)")
  void caller_roleWithId_hasUserIdWithTheSession() throws IOException {
    String file = "111122223333/roles/App/role.json";
    String arn = "\"Arn\": \"arn:aws:iam::111122223333:role/service/App\"";
    String id = "AROAEXAMPLEEXAMPLE12";
    write(file, "{\"Role\": {" + arn + ", \"RoleId\": \"" + id + "\"}}");
    Caller placed =
        ((Caller.RoleSession) SESSION).ofRole("arn:aws:iam::111122223333:role/service/App");
    for (Caller caller : List.of(SESSION, placed)) {
      assertThat(decrypt(caller).get(USER_ID)).isEqualTo(ContextValue.of(id + ":session-1"));
    }
    Caller anySession = Caller.parse("arn:aws:iam::111122223333:role/service/App");
    Caller otherPath =
        ((Caller.RoleSession) SESSION).ofRole("arn:aws:iam::111122223333:role/other/App");
    Caller otherRole = Caller.parse("arn:aws:sts::111122223333:assumed-role/Other/session-1");
    for (Caller caller : List.of(anySession, otherPath, otherRole)) {
      assertThat(decrypt(caller).get(USER_ID)).isEqualTo(ContextValue.presentUnknown());
    }
    for (String broken : List.of("", ", \"RoleId\": 1", ", \"RoleId\": \"AIDAEXAMPLE123456\"")) {
      write(file, "{\"Role\": {" + arn + broken + "}}");
      assertThat(decrypt(SESSION).get(USER_ID)).isEqualTo(ContextValue.presentUnknown());
    }
  }

  @Test
  @DisplayName("The id in user.json is aws:userid of that user, and of no user with another path")
  void caller_userWithId_hasUserId() throws IOException {
    write(
        "111122223333/users/alice/user.json",
        "{\"User\": {\"Arn\": \"arn:aws:iam::111122223333:user/team/alice\", \"UserId\":"
            + " \"AIDAEXAMPLEEXAMPLE12\"}}");
    Caller alice = Caller.parse("arn:aws:iam::111122223333:user/team/alice");
    assertThat(decrypt(alice).get(USER_ID)).isEqualTo(ContextValue.of("AIDAEXAMPLEEXAMPLE12"));
    assertThat(decrypt(Caller.parse("arn:aws:iam::111122223333:user/alice")).get(USER_ID))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  @DisplayName("A user has the tags that get-user prints, and no others")
  void caller_taggedUser_hasItsTags() throws IOException {
    String file = "111122223333/users/alice/user.json";
    String described =
        "{\"User\": {\"Arn\": \"arn:aws:iam::111122223333:user/team/alice\", \"CreateDate\":"
            + " \"2026-01-01T00:00:00Z\"";
    String tags = ", \"Tags\": [{\"Key\": \"team\", \"Value\": \"red\"}]";
    Caller alice = Caller.parse("arn:aws:iam::111122223333:user/team/alice");
    write(file, described + tags + "}}");
    assertThat(decrypt(alice).get(TEAM)).isEqualTo(ContextValue.of("red"));
    assertThat(decrypt(alice).get(STAGE)).isEqualTo(ContextValue.absent());
    assertThat(decrypt(Caller.parse("arn:aws:iam::111122223333:user/alice")).get(TEAM))
        .isEqualTo(ContextValue.unknown());
    write(file, described + "}}");
    assertThat(decrypt(alice).get(TEAM)).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("Tags that a file does not show whole leave the others unknown")
  void caller_tagsNotWhole_areOpen() throws IOException {
    String file = "111122223333/users/alice/user.json";
    String arn = "\"Arn\": \"arn:aws:iam::111122223333:user/alice\"";
    String date = ", \"CreateDate\": \"2026-01-01T00:00:00Z\"";
    String tag = "{\"Key\": \"team\", \"Value\": \"red\"}";
    Caller alice = Caller.parse("arn:aws:iam::111122223333:user/alice");
    for (String text :
        List.of(
            "{\"User\": {" + arn + ", \"Tags\": [" + tag + "]}}",
            "{" + arn + date + ", \"Tags\": [" + tag + "]}",
            "{\"User\": {" + arn + date + ", \"Tags\": [" + tag + ", {}]}}",
            "{\"User\": {" + arn + date + ", \"Tags\": [{\"Key\": \"team\"}]}}")) {
      write(file, text);
      assertThat(decrypt(alice).get(TEAM)).as(text).isEqualTo(ContextValue.presentUnknown());
      assertThat(decrypt(alice).get(STAGE)).as(text).isEqualTo(ContextValue.unknown());
    }
    write(file, "{\"User\": {" + arn + date + ", \"Tags\": {}}}");
    assertThat(decrypt(alice).get(TEAM)).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("The organization is that of the accounts of the directory only")
  void organization_isOfAccounts() throws IOException {
    write("directory.properties", "organization = o-a1b2c3d4e5\n");
    write(KEY_DIRECTORY + "/key.json", METADATA);
    assertThat(decrypt(SESSION).get("aws:principalorgid"))
        .isEqualTo(ContextValue.of("o-a1b2c3d4e5"));
    assertThat(decrypt(SESSION).get("aws:resourceorgid"))
        .isEqualTo(ContextValue.of("o-a1b2c3d4e5"));
    assertThat(decrypt(STRANGER).get("aws:principalorgid")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("key.json and aliases.json state the keys of the resource")
  void resource_describedKey_isOfFiles() throws IOException {
    write(KEY_DIRECTORY + "/aliases.json", ALIASES);
    assertThat(decrypt(SESSION).get("kms:resourcealiases")).isEqualTo(ContextValue.unknown());
    assertThat(decrypt(SESSION).get("kms:keyspec")).isEqualTo(ContextValue.presentUnknown());
    write(KEY_DIRECTORY + "/key.json", METADATA);
    assertThat(decrypt(SESSION).get("kms:keyspec")).isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    assertThat(decrypt(SESSION).get("kms:resourcealiases")).isEqualTo(ContextValue.of("alias/app"));
    write(KEY_DIRECTORY + "/aliases.json", "{\"Aliases\": []}");
    assertThat(decrypt(SESSION).get("kms:resourcealiases")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("A page of several does not state all aliases, nor does a list that has changed")
  void resource_incompleteAliases_areUnknown() throws IOException {
    write(KEY_DIRECTORY + "/key.json", METADATA);
    for (String more : new String[] {"\"Truncated\": true", "\"NextToken\": \"a\""}) {
      write(KEY_DIRECTORY + "/aliases.json", ALIASES.replace("]}", "], " + more + "}"));
      assertThat(decrypt(SESSION).get("kms:resourcealiases")).isEqualTo(ContextValue.unknown());
    }
    write(KEY_DIRECTORY + "/aliases.json", ALIASES);
    PolicyDirectory directory = PolicyDirectory.load(root);
    directory.changed(KmsResource.parse(Examples.arn("alias/new")));
    assertThat(decrypt(directory, SESSION).get("kms:resourcealiases"))
        .isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("The aliases of a template are not all that the key may have")
  void resource_aliasesOfBuilder_areUnknown() {
    KmsResource.Key key = (KmsResource.Key) Examples.KEY;
    PolicyDirectory directory =
        new PolicyDirectoryBuilder()
            .key(key, PolicyLayer.unknown(), GrantLayer.unknown())
            .alias(key, "alias/app")
            .build();
    assertThat(decrypt(directory, SESSION).get("kms:resourcealiases"))
        .isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("A service may have another name where policies name one like it (rule 4.13)")
  void among_policiesWithAnotherName_leaveNameOpen() {
    Caller logs = Caller.parse("logs.us-west-2.amazonaws.com");
    DirectoryFacts facts = new DirectoryFacts(new PolicyDirectoryBuilder().build());
    assertThat(facts.caller(logs).among(naming("logs.amazonaws.com")).identity())
        .isEqualTo(Identity.KIND);
    assertThat(facts.caller(logs).among(naming("s3.amazonaws.com")).identity())
        .isEqualTo(Identity.KNOWN);
  }

  private static PolicySet naming(String service) {
    String text =
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
          "Action": "kms:*", "Resource": "*",
          "Condition": {"StringEquals": {"aws:PrincipalServiceName": "NAME"}}}}
        """
            .replace("NAME", service);
    return PolicySet.builder()
        .key(
            PolicyLayer.of(new NamedPolicy("key", PolicyReader.forType(PolicyType.KEY).read(text))))
        .build();
  }
}
