package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyDirectoryTest {

  private static final String ALLOW =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
      """;
  private static final String FOR_EVERYBODY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}
      """;
  private static final String MRK = "mrk-1234abcd12ab34cd56ef1234567890ab";
  private static final String KEY_DIRECTORY = "111122223333/keys/us-west-2/" + Examples.KEY_ID;
  private static final Caller USER = Caller.parse("arn:aws:iam::111122223333:user/team/alice");

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private PolicySet set(Caller caller, KmsResource resource) {
    return PolicyDirectory.load(root).policiesFor(caller, resource);
  }

  @Test
  void load_emptyDirectory_knowsNothing() {
    assertThat(set(Examples.CALLER, Examples.KEY)).isEqualTo(Examples.allUnknown());
  }

  @Test
  @DisplayName("The grants on another key do not state that this key has none")
  void load_grantsOfAnotherKey_isRefused() throws IOException {
    String grants =
        """
        {"Grants": [{"GrantId": "g", "KeyId": "%s", "Operations": ["Decrypt"],
          "GranteePrincipal": "arn:aws:iam::111122223333:user/team/alice"}]}
        """;
    String file = KEY_DIRECTORY + "/grants.json";
    write(file, grants.formatted(Examples.OTHER_ARN));
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .hasMessageContaining(file + ": lists a grant on another key, " + Examples.OTHER_ARN);

    write(file, grants.formatted(Examples.KEY_ID));
    assertThat(set(USER, Examples.KEY).grants()).isInstanceOf(GrantLayer.Known.class);
    write(file, grants.formatted(Examples.KEY.arn()));
    assertThat(set(USER, Examples.KEY).grants()).isInstanceOf(GrantLayer.Known.class);
  }

  @Test
  void changed_keyOrAlias_isUnknownAfterwards() throws IOException {
    write("directory.properties", "none = grants");
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    write(
        KEY_DIRECTORY + "/aliases.json",
        "{\"Aliases\": [{\"AliasArn\": \""
            + Examples.arn(Examples.ALIAS)
            + "\", \"AliasName\": \"alias/app\", \"TargetKeyId\": \""
            + Examples.KEY_ID
            + "\"}]}");
    KmsResource.Alias alias = (KmsResource.Alias) KmsResource.parse(Examples.arn(Examples.ALIAS));
    PolicyDirectory directory = PolicyDirectory.load(root);
    KmsResource other = KmsResource.parse(Examples.OTHER_ARN);
    directory.changed(other);
    assertThat(directory.policiesFor(Examples.CALLER, Examples.KEY).grants())
        .isEqualTo(GrantLayer.none());
    assertThat(directory.policiesFor(Examples.CALLER, other).grants())
        .isEqualTo(GrantLayer.unknown());
    assertThat(directory.policiesFor(Examples.CALLER, Examples.UNKNOWN_KEY).grants())
        .isEqualTo(GrantLayer.unknown());
    assertThat(directory.keyBehind(alias)).isPresent();
    directory.changed(alias);
    assertThat(directory.keyBehind(alias)).isEmpty();
    assertThat(names(directory.policiesFor(Examples.CALLER, Examples.KEY).key())).hasSize(1);
    directory.changed(Examples.UNKNOWN_KEY);
    assertThat(directory.policiesFor(Examples.CALLER, Examples.KEY).key())
        .isEqualTo(PolicyLayer.unknown());
  }

  @Test
  void load_aliasOfAnotherRegion_isNotThatOfTheKey() throws IOException {
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    String elsewhere = Examples.arn(Examples.ALIAS).replace("us-west-2", "eu-west-1");
    write(
        KEY_DIRECTORY + "/aliases.json",
        "{\"Aliases\": [{\"AliasArn\": \""
            + elsewhere
            + "\", \"AliasName\": \"alias/app\", \"TargetKeyId\": \""
            + Examples.KEY_ID
            + "\"}]}");
    PolicyDirectory directory = PolicyDirectory.load(root);

    assertThat(directory.keyBehind((KmsResource.Alias) KmsResource.parse(elsewhere))).isEmpty();
  }

  @Test
  void changed_multiRegionKey_mayHaveAnotherPrimary() throws IOException {
    KmsResource.Key key = (KmsResource.Key) KmsResource.parse(Examples.arn("key/" + MRK));
    write(
        KEY_DIRECTORY.replace(Examples.KEY_ID, MRK) + "/key.json",
        """
        {"KeyMetadata": {"Arn": "%s", "KeyId": "%s", "KeyManager": "CUSTOMER",
         "MultiRegion": true, "MultiRegionConfiguration": {"MultiRegionKeyType": "PRIMARY"}}}
        """
            .formatted(key.arn(), MRK));
    PolicyDirectory directory = PolicyDirectory.load(root);
    assertThat(directory.metadata(key).map(KeyMetadata::multiRegionKeyType)).contains("PRIMARY");

    directory.changed(key);
    assertThat(directory.metadata(key)).isEmpty();
  }

  @Test
  void changed_moreResourcesThanAreKept_allAreUnknown() throws IOException {
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    PolicyDirectory directory = PolicyDirectory.load(root);
    for (int i = 0; i <= 10_000; i++) {
      directory.changed(new KmsResource.Alias("aws", "us-west-2", "111122223333", "a" + i));
    }
    assertThat(directory.policiesFor(Examples.CALLER, Examples.KEY).key())
        .isEqualTo(PolicyLayer.unknown());
  }

  @Test
  void endpoint_isThatOfTheRegionOfTheKeys() throws IOException {
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("eu-west-1")).isTrue();
    write("endpoint.json", FOR_EVERYBODY);
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("us-west-2")).isFalse();
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("us-west-2")).isTrue();
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("eu-west-1")).isFalse();
    write(KEY_DIRECTORY.replace("us-west-2", "eu-west-1") + "/policy.json", FOR_EVERYBODY);
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("us-west-2")).isFalse();
    write("directory.properties", "endpointRegion = eu-west-1");
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("us-west-2")).isFalse();
    assertThat(PolicyDirectory.load(root).hasVpcEndpointIn("eu-west-1")).isTrue();
    write("directory.properties", "endpointRegion = Europe");
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .hasMessageContaining("`Europe` is not a Region");
  }

  @Test
  void loadedAt_directoryReadOnce_isOneLayer() {
    PolicyDirectory directory = PolicyDirectory.load(root);
    assertThat(directory.loadedAt()).containsOnlyKeys("directory");
  }

  @Test
  void load_everyLayer_isFoundByItsPath() throws IOException {
    write("endpoint.json", FOR_EVERYBODY);
    write("111122223333/roles/App/identity/b.json", ALLOW);
    write("111122223333/roles/App/identity/a.json", ALLOW);
    write("111122223333/roles/App/boundary.json", ALLOW);
    write("111122223333/roles/App/session/s.json", ALLOW);
    write("111122223333/service-control/1-root/full.json", ALLOW);
    write("111122223333/service-control/2-account/full.json", ALLOW);
    write("111122223333/resource-control/1-root/full.json", FOR_EVERYBODY);
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    write(KEY_DIRECTORY + "/grants.json", "{\"Grants\": []}");
    PolicySet set = set(Examples.CALLER, Examples.KEY);
    assertThat(names(set.identity())).containsExactly("a", "b");
    assertThat(names(set.permissionsBoundary())).containsExactly("boundary");
    assertThat(names(set.session())).containsExactly("s");
    assertThat(names(set.key())).containsExactly(Examples.KEY_ID);
    assertThat(names(set.vpcEndpoint())).containsExactly("endpoint");
    assertThat(set.grants()).isEqualTo(GrantLayer.none());
    assertThat(targets(set.serviceControl())).containsExactly("1-root", "2-account");
    assertThat(targets(set.resourceControl())).containsExactly("1-root");
  }

  @Test
  @DisplayName("4.8: a role without session policies is not limited by them")
  void load_emptySessionFolder_statesNone() throws IOException {
    Files.createDirectories(root.resolve("111122223333/roles/App/session"));
    assertThat(set(Examples.CALLER, Examples.KEY).session()).isEqualTo(PolicyLayer.none());
  }

  private static List<String> names(PolicyLayer layer) {
    return ((PolicyLayer.Attached) layer).policies().stream().map(NamedPolicy::name).toList();
  }

  private static List<String> targets(OrganizationLayer layer) {
    return ((OrganizationLayer.Levels) layer)
        .levels().stream().map(OrganizationLayer.Level::target).toList();
  }

  @Test
  void load_statements_haveFileAndLine() throws IOException {
    write("111122223333/users/alice/identity/a.json", ALLOW);
    PolicyLayer.Attached layer = (PolicyLayer.Attached) set(USER, Examples.KEY).identity();
    assertThat(layer.policies().get(0).document().statements().get(0).location().toString())
        .startsWith("111122223333/users/alice/identity/a.json:2:");
  }

  @Test
  @DisplayName("What get-role and get-user print says whether there is a permissions boundary")
  void load_description_saysWhetherThereIsABoundary() throws IOException {
    String role = "\"Arn\": \"arn:aws:iam::111122223333:role/App\"";
    String date = ", \"CreateDate\": \"2026-01-01T00:00:00Z\"";
    String limited = ", \"PermissionsBoundary\": {\"PermissionsBoundaryArn\": \"x\"}";
    String file = "111122223333/roles/App/role.json";
    write(file, "{\"Role\": {" + role + date + "}}");
    assertThat(boundary(Examples.CALLER)).isEqualTo(PolicyLayer.none());
    write(file, "{\"Role\": {" + role + date + limited + "}}");
    assertThat(boundary(Examples.CALLER)).isEqualTo(PolicyLayer.unknown());
    write("directory.properties", "none = boundary");
    assertThat(boundary(Examples.CALLER)).isEqualTo(PolicyLayer.unknown());
    write("directory.properties", "");
    // Written by hand, or an entry of list-roles, which never has a boundary.
    write(file, "{\"Role\": {" + role + "}}");
    assertThat(boundary(Examples.CALLER)).isEqualTo(PolicyLayer.unknown());
    write(file, "{" + role + date + "}");
    assertThat(boundary(Examples.CALLER)).isEqualTo(PolicyLayer.unknown());
    write(file, "{\"Role\": {" + role + date + "}}");
    write("111122223333/roles/App/boundary.json", ALLOW);
    assertThat(names(boundary(Examples.CALLER))).containsExactly("boundary");
  }

  @Test
  @DisplayName("The names that layers had in earlier versions are read; a key always has a policy")
  void load_formerNamesOfLayers_areRead() throws IOException {
    write(
        "directory.properties",
        "none = permissionsBoundary, session, serviceControl, resourceControl, grants, vpcEndpoint");
    write("111122223333/roles/App/identity/a.json", ALLOW);
    assertThat(LayerName.unknownIn(readable(Examples.CALLER))).containsExactly(LayerName.KEY);
    assertThat(PolicyDirectory.load(root).warnings())
        .hasSize(4)
        .contains(
            "directory.properties: write `endpoint` for `vpcEndpoint`, which the next version"
                + " refuses");
    write("directory.properties", "none = key");
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .isInstanceOf(PolicyDirectoryException.class)
        .hasMessageContaining("`key` is never none, as each key has a key policy");
  }

  @Test
  @DisplayName("A layer that is assumed to be none is so where no file says anything of it")
  void load_assumedNone_holdsWhereNothingIsSaid() throws IOException {
    write(
        "111122223333/roles/App/role.json",
        """
        {"Role": {"Arn": "arn:aws:iam::111122223333:role/App",
         "CreateDate": "2026-01-01T00:00:00Z", "PermissionsBoundary": {"PermissionsBoundaryArn": "x"}}}
        """);
    write("111122223333/roles/App/identity/a.json", ALLOW);
    write("directory.properties", "");

    AssumedNone all = AssumedNone.of("test", List.of("all"), warning -> {});
    PolicyDirectory directory = PolicyDirectory.load(root, all);
    assertThat(LayerName.unknownIn(directory.policiesFor(Examples.CALLER, Examples.KEY)))
        .containsExactlyInAnyOrder(LayerName.PERMISSIONS_BOUNDARY, LayerName.KEY);
    assertThat(directory.warnings()).isEmpty();
  }

  @Test
  @DisplayName("The ARN of a session does not state the path of its role")
  void load_descriptionWithASession_asksForTheRole() throws IOException {
    write(
        "111122223333/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:sts::111122223333:assumed-role/App/session-1\"}}");
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .isInstanceOf(PolicyDirectoryException.class)
        .hasMessageContaining("is a session; state the ARN of its role, which has the path");
  }

  @Test
  @DisplayName("A description that cannot be read may state a boundary, whatever `none` lists")
  void readAsFarAsPossible_brokenDescription_leavesTheBoundaryUnknown() throws IOException {
    write("directory.properties", "none = boundary");
    write("111122223333/roles/App/identity/a.json", ALLOW);
    write("111122223333/roles/App/role.json", "{\"Role\": {\"Arn\": \"arn:aws:iam::1111222233");
    assertThat(readable(Examples.CALLER).permissionsBoundary()).isEqualTo(PolicyLayer.unknown());
    assertThat(names(readable(Examples.CALLER).identity())).containsExactly("a");
    write("111122223333/roles/App/boundary.json", ALLOW);
    assertThat(names(readable(Examples.CALLER).permissionsBoundary())).containsExactly("boundary");
    write("111122223333/users/alice/user.json", "");
    assertThat(readable(USER).permissionsBoundary()).isEqualTo(PolicyLayer.unknown());
  }

  private PolicySet readable(Caller caller) {
    return PolicyDirectory.readAsFarAsPossible(root).policiesFor(caller, Examples.KEY);
  }

  @Test
  @DisplayName("user.json is about the user of its folder, and belongs to no role")
  void load_userDescription_isThatOfTheUser() throws IOException {
    String file = "111122223333/users/alice/user.json";
    String date = ", \"CreateDate\": \"2026-01-01T00:00:00Z\"}}";
    write(file, "{\"User\": {\"Arn\": \"arn:aws:iam::111122223333:user/people/alice\"" + date);
    assertThat(boundary(USER)).isEqualTo(PolicyLayer.none());
    write(file, "{\"User\": {\"Arn\": \"arn:aws:iam::111122223333:user/bob\"" + date);
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .hasMessageContaining("user.json: `arn:aws:iam::111122223333:user/bob` is not the ARN of");
    Files.delete(root.resolve(file));
    write("111122223333/roles/App/user.json", "{}");
    assertThatThrownBy(() -> PolicyDirectory.load(root)).hasMessageContaining("user.json");
  }

  private PolicyLayer boundary(Caller caller) {
    return set(caller, Examples.KEY).permissionsBoundary();
  }

  @Test
  @DisplayName("An empty folder of organization policies states that there are none")
  void load_emptyOrganizationFolder_isNone() throws IOException {
    Files.createDirectories(root.resolve("111122223333/service-control"));
    Files.createDirectories(root.resolve("111122223333/resource-control"));
    PolicySet set = set(Examples.CALLER, Examples.KEY);
    assertThat(set.serviceControl()).isEqualTo(OrganizationLayer.none());
    assertThat(set.resourceControl()).isEqualTo(OrganizationLayer.none());
    assertThat(
            PolicyDirectory.readAsFarAsPossible(root)
                .policiesFor(Examples.CALLER, Examples.KEY)
                .serviceControl())
        .isEqualTo(OrganizationLayer.unknown());
    write("directory.properties", "files = 0");
    assertThat(
            PolicyDirectory.readAsFarAsPossible(root)
                .policiesFor(Examples.CALLER, Examples.KEY)
                .serviceControl())
        .isEqualTo(OrganizationLayer.none());
  }

  @Test
  @DisplayName("More files than are counted are a problem of the directory, not an error here")
  void load_tooManyFilesToCount_isRefused() throws IOException {
    // Five folders: each has twelve links to the next one, which stand for 12^5 files.
    Path next = Files.createDirectory(root.resolve("last"));
    for (int i = 0; i < 12; i++) {
      Files.createFile(next.resolve("file" + i));
    }
    for (int level = 0; level < 4; level++) {
      Path above = Files.createDirectory(root.resolve(level == 3 ? "first" : ".level" + level));
      for (int i = 0; i < 12; i++) {
        Files.createSymbolicLink(above.resolve("link" + i), next);
      }
      next = above;
    }
    write("directory.properties", "files = 5");
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .isInstanceOf(PolicyDirectoryException.class)
        .hasMessageContaining(root + ": the directory holds more than 200000 entries");
  }

  @Test
  void load_layersStatedToBeNone_areNoneWithoutAFile() throws IOException {
    write(
        "directory.properties",
        "none = identity, boundary, session, scp, rcp," + " grants, endpoint");
    write("111122223333/users/alice/boundary.json", ALLOW);
    PolicySet set = set(USER, Examples.KEY);
    assertThat(set.identity()).isEqualTo(PolicyLayer.of());
    assertThat(names(set.permissionsBoundary())).containsExactly("boundary");
    assertThat(set.session()).isEqualTo(PolicyLayer.none());
    assertThat(set.serviceControl()).isEqualTo(OrganizationLayer.none());
    assertThat(set.resourceControl()).isEqualTo(OrganizationLayer.none());
    assertThat(set.grants()).isEqualTo(GrantLayer.none());
    assertThat(set.vpcEndpoint()).isEqualTo(PolicyLayer.none());
    assertThat(set.key()).isEqualTo(PolicyLayer.unknown());
  }

  @Test
  void policiesFor_rootUser_hasNoIdentityPolicies() {
    Caller rootUser = Caller.parse("arn:aws:iam::111122223333:root");
    assertThat(set(rootUser, Examples.KEY).identity()).isEqualTo(PolicyLayer.of());
  }

  @Test
  void policiesFor_unknownKey_hasUnknownKeyPolicy() throws IOException {
    write(KEY_DIRECTORY + "/policy.json", FOR_EVERYBODY);
    PolicySet set = set(Examples.CALLER, Examples.UNKNOWN_KEY);
    assertThat(set.key()).isEqualTo(PolicyLayer.unknown());
    assertThat(set.grants()).isEqualTo(GrantLayer.unknown());
  }

  @Test
  void keys_describedAndAliased_areResolved() throws IOException {
    write(
        KEY_DIRECTORY + "/key.json",
        "{\"KeyMetadata\": {\"Arn\": \"%s\", \"KeyManager\": \"AWS\"}}"
            .formatted(Examples.KEY_ARN));
    write(
        KEY_DIRECTORY + "/aliases.json",
        """
        {"Aliases": [
          {"AliasArn": "%s", "TargetKeyId": "%s"},
          {"AliasArn": "%s-other", "TargetKeyId": "%s"}
        ]}
        """
            .formatted(
                Examples.arn(Examples.ALIAS),
                Examples.KEY_ID,
                Examples.arn(Examples.ALIAS),
                Examples.OTHER_ID));
    PolicyDirectory directory = PolicyDirectory.load(root);
    KmsResource.Key key = (KmsResource.Key) Examples.KEY;
    assertThat(directory.keyBehind(alias("alias/app"))).hasValue(key);
    assertThat(directory.keyBehind(alias("alias/app-other"))).isEmpty();
    assertThat(directory.keyWithId("us-west-2", Examples.KEY_ID)).hasValue(key);
    assertThat(directory.keyWithId("eu-west-1", Examples.KEY_ID)).isEmpty();
    assertThat(directory.metadata(key))
        .hasValueSatisfying(known -> assertThat(known.manager()).isEqualTo(KeyManager.AWS));
  }

  @Test
  @DisplayName("An alias for which two files state different keys is that of no known key")
  void keys_aliasOfTwoKeys_isRefusedOrUnknown() throws IOException {
    String listed =
        """
        {"Aliases": [{"AliasArn": "%s", "TargetKeyId": "%s"},
                     {"AliasArn": "%s-own", "TargetKeyId": "%s"}]}
        """;
    String arn = Examples.arn(Examples.ALIAS);
    String other = KEY_DIRECTORY.replace(Examples.KEY_ID, Examples.OTHER_ID) + "/aliases.json";
    write(
        KEY_DIRECTORY + "/aliases.json",
        listed.formatted(arn, Examples.KEY_ID, arn, Examples.KEY_ID));
    write(other, listed.formatted(arn, Examples.OTHER_ID, arn + "-2", Examples.OTHER_ID));
    PolicyDirectory read = PolicyDirectory.readAsFarAsPossible(root);
    assertThat(read.keyBehind(alias("alias/app"))).isEmpty();
    assertThat(read.keyBehind(alias("alias/app-own"))).hasValue((KmsResource.Key) Examples.KEY);
    assertThat(read.problems()).singleElement().asString().contains("`" + arn + "`");
    assertThatThrownBy(() -> PolicyDirectory.load(root)).hasMessageContaining("states another key");

    // What list-aliases printed for all keys of the account, into the folder of one of them.
    write(other, listed.formatted(arn, Examples.KEY_ID, arn + "-2", Examples.OTHER_ID));
    assertThat(PolicyDirectory.load(root).keyBehind(alias("alias/app")))
        .hasValue((KmsResource.Key) Examples.KEY);
  }

  @Test
  @DisplayName("An alias about which two files differ stays unknown, whatever a third one states")
  void keys_aliasOfTwoKeys_staysUnknown() throws IOException {
    String arn = Examples.arn(Examples.ALIAS);
    List<String> idsInOrder =
        List.of(
            "11111111-1111-1111-1111-111111111111",
            "12111111-1111-1111-1111-111111111111",
            Examples.KEY_ID);
    List<String> targets = List.of(Examples.KEY_ID, idsInOrder.get(1), Examples.KEY_ID);
    for (int i = 0; i < targets.size(); i++) {
      write(
          KEY_DIRECTORY.replace(Examples.KEY_ID, idsInOrder.get(i)) + "/aliases.json",
          "{\"Aliases\": [{\"AliasArn\": \"%s\", \"TargetKeyId\": \"%s\"}]}"
              .formatted(arn, targets.get(i)));
    }

    PolicyDirectory read = PolicyDirectory.readAsFarAsPossible(root);

    assertThat(read.keyBehind(alias("alias/app"))).isEmpty();
    assertThat(read.problems()).singleElement().asString().contains("`" + arn + "`");
  }

  private static KmsResource.Alias alias(String name) {
    return (KmsResource.Alias) KmsResource.parse(Examples.arn(name));
  }

  @Test
  @DisplayName("a repeated property is refused: of two statements the first would be lost")
  void load_repeatedProperty_isRefused() throws IOException {
    write("directory.properties", "none = grants\nnone = session\n");

    assertThat(
            catchThrowableOfType(PolicyDirectoryException.class, () -> PolicyDirectory.load(root))
                .problems())
        .containsExactly(
            "directory.properties: states `none` twice; only one of the lines would count");
  }

  @Test
  @DisplayName("a folder of keys with the name of no Region is refused")
  void load_folderOfNoRegion_isRefused() throws IOException {
    write("111122223333/keys/US-WEST-2/" + Examples.KEY_ID + "/policy.json", FOR_EVERYBODY);

    assertThat(
            catchThrowableOfType(PolicyDirectoryException.class, () -> PolicyDirectory.load(root))
                .problems())
        .singleElement()
        .asString()
        .startsWith("111122223333/keys/US-WEST-2: is not part of a policy directory");
  }

  @Test
  void load_everyProblem_isReportedWithItsFile() throws IOException {
    write("README.md", "left alone");
    write(".hidden", "left alone");
    write("directory.properties", "none = grant\nnone-too = session");
    write("stray.json", "{}");
    write("111122223333/roles/App/identity/broken.json", "{");
    write("111122223333/roles/App/identity/notes.txt", "text");
    write("111122223333/roles/App/policy.json", ALLOW);
    write("111122223333/keys/us-west-2/" + Examples.OTHER_ID + "/polcy.json", FOR_EVERYBODY);
    write(
        KEY_DIRECTORY + "/key.json",
        "{\"Arn\": \"%s\", \"KeyManager\": \"CUSTOMER\"}".formatted(Examples.OTHER_ARN));
    PolicyDirectoryException thrown =
        catchThrowableOfType(PolicyDirectoryException.class, () -> PolicyDirectory.load(root));
    assertThat(thrown.problems())
        .hasSize(8)
        .anySatisfy(text -> assertThat(text).contains("`grant` is not a layer"))
        .anySatisfy(text -> assertThat(text).contains("`none-too` is not a property"))
        .anySatisfy(text -> assertThat(text).startsWith("stray.json: "))
        .anySatisfy(text -> assertThat(text).contains("broken.json:1:"))
        .anySatisfy(text -> assertThat(text).contains("notes.txt: "))
        .anySatisfy(text -> assertThat(text).contains("App/policy.json: "))
        .anySatisfy(text -> assertThat(text).contains("polcy.json: "))
        .anySatisfy(text -> assertThat(text).contains("key.json: is about"));
  }

  @Test
  void load_noDirectory_isRejected() {
    assertThat(
            catchThrowableOfType(
                PolicyDirectoryException.class,
                () -> PolicyDirectory.load(root.resolve("nowhere"))))
        .hasMessageContaining("is not a directory");
  }
}
