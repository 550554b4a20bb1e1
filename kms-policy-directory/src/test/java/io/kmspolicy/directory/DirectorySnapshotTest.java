package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as a snapshot decides as the directory does when its policies are passed. */
class DirectorySnapshotTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples", "policies");
  private static final String ROLE = "arn:aws:iam::111122223333:role/App";
  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/s-1";
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String IN_TEAM = "arn:aws:iam::111122223333:user/team/alice";
  private static final String ROOT = "arn:aws:iam::111122223333:root";
  private static final String STRANGER = "arn:aws:iam::444455556666:user/carol";
  private static final String ALIAS = "arn:aws:kms:us-west-2:111122223333:alias/app-orders";
  private static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:DescribeKey", "kms:ListKeys", "kms:CreateAlias", "kms:Encrypt");
  private static final ConditionContext TENANT =
      RequestContext.builder().put("kms:EncryptionContext:tenant", "a").build();
  private static final String ALLOW =
      """
      {"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
      """;
  private static final String DENY_LIST =
      """
      {"Version": "2012-10-17", "Statement":
        {"Effect": "Deny", "Principal": "*", "Action": "kms:ListKeys", "Resource": "*"}}
      """;

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** The decisions on the snapshot and on the policies as they are passed, for every action. */
  private static List<List<Decision>> both(PolicyDirectory directory, String who, String what) {
    Caller caller = Caller.parse(who);
    KmsResource resource = KmsResource.parse(what);
    List<Decision> published = new ArrayList<>();
    List<Decision> passed = new ArrayList<>();
    try (Authorizer authorizer = Authorizer.builder().policies(directory.snapshot()).build()) {
      for (String action : ACTIONS) {
        published.add(authorizer.principal(caller).decide(action, what, TENANT));
        passed.add(
            authorizer.decide(
                caller,
                authorizer.action(action),
                resource,
                directory.principal(caller),
                directory.key(resource, caller),
                TENANT));
      }
    }
    return List.of(published, passed);
  }

  @Test
  @DisplayName("callers have the partition of the keys, and users the path of user.json")
  void callers_ofADirectory_haveTheArnsThatItStates() throws IOException {
    write(
        "111122223333/keys/us-gov-west-1/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json",
        ALLOW.replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\""));
    write(
        "111122223333/users/bob/user.json",
        "{\"User\": {\"Arn\": \"arn:aws-us-gov:iam::111122223333:user/team/bob\"}}");
    write("111122223333/users/alice/identity/a.json", ALLOW);

    assertThat(PolicyDirectory.load(root).callers())
        .extracting(Caller::arn)
        .containsExactly(
            "arn:aws-us-gov:iam::111122223333:root",
            "arn:aws-us-gov:iam::111122223333:user/alice",
            "arn:aws-us-gov:iam::111122223333:user/team/bob");
  }

  private static void assertSame(PolicyDirectory directory, String caller, String resource) {
    List<List<Decision>> both = both(directory, caller, resource);
    assertThat(both.get(0)).as("%s on %s", caller, resource).isEqualTo(both.get(1));
  }

  @Test
  @DisplayName("Listed callers have the same decisions on keys, aliases and without a key")
  void snapshot_listedCallers_decidesAsTheDirectory() {
    PolicyDirectory directory = PolicyDirectory.load(EXAMPLES);
    for (String caller : List.of(ROLE, SESSION, ALICE, ROOT)) {
      for (String resource : List.of(Examples.KEY_ARN, ALIAS, "*")) {
        assertSame(directory, caller, resource);
      }
    }
    assertThat(both(directory, SESSION, Examples.KEY_ARN).get(0)).contains(Decision.ALLOWED);
  }

  @Test
  @DisplayName("Callers and keys without a folder are unknown, never without policies")
  void snapshot_unlisted_isUnknown() {
    PolicyDirectory directory = PolicyDirectory.load(EXAMPLES);
    assertThat(both(directory, STRANGER, Examples.KEY_ARN).get(0)).doesNotContain(Decision.ALLOWED);
    assertThat(both(directory, SESSION, Examples.OTHER_ARN).get(0).get(0))
        .isEqualTo(Decision.INDETERMINATE);
    assertThat(both(directory, STRANGER, "*").get(0)).containsOnly(Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("A user with a path is found by the ARN that its description states")
  void snapshot_userWithPath_isFoundIfDescribed() throws IOException {
    write("directory.properties", "none = boundary, session, scp, " + "rcp, grants, endpoint");
    write("111122223333/users/alice/identity/all.json", ALLOW);
    assertThat(both(PolicyDirectory.load(root), IN_TEAM, "*").get(0).get(2))
        .isEqualTo(Decision.INDETERMINATE);
    write(
        "111122223333/users/alice/user.json",
        "{\"User\": {\"UserName\": \"alice\", \"Arn\": \"" + IN_TEAM + "\"}}");
    assertThat(both(PolicyDirectory.load(root), IN_TEAM, "*").get(0).get(2))
        .isEqualTo(Decision.ALLOWED);
    assertSame(PolicyDirectory.load(root), IN_TEAM, "*");
  }

  @Test
  @DisplayName("Resource control policies of one account decide no call of another without a key")
  void snapshot_organizationsDiffer_leavesCallsWithoutKeyOpen() throws IOException {
    write("directory.properties", "none = boundary, session, scp, " + "rcp, grants, endpoint");
    write("111122223333/users/alice/identity/all.json", ALLOW);
    write("444455556666/users/carol/identity/all.json", ALLOW);
    assertThat(both(PolicyDirectory.load(root), STRANGER, "*").get(0).get(2))
        .isEqualTo(Decision.ALLOWED);
    write("111122223333/resource-control/1/deny.json", DENY_LIST);
    assertThat(both(PolicyDirectory.load(root), STRANGER, "*").get(0).get(2))
        .isNotEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  @DisplayName("A key that a client changed is unknown in later snapshots")
  void snapshot_changedKey_isUnknown() {
    PolicyDirectory directory = PolicyDirectory.load(EXAMPLES);
    directory.changed(Examples.KEY);
    assertThat(both(directory, SESSION, Examples.KEY_ARN).get(0).get(0))
        .isEqualTo(Decision.INDETERMINATE);
  }
}
