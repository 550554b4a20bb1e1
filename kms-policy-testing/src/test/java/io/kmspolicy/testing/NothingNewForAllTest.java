package io.kmspolicy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a change of directories leaves open is not proven: other callers, other keys, made-up ids.
 */
final class NothingNewForAllTest {

  private static final String A = PolicyFolder.ACCOUNT;
  private static final String B = "444455556666";
  private static final String ALICE = "arn:aws:iam::" + A + ":user/alice";
  private static final String NONE = "none = boundary, session, scp, rcp, grants, endpoint";
  private static final String DELEGATES = allow("{'AWS':'arn:aws:iam::" + A + ":root'}", "kms:*");
  private static final String NAMES_ALICE = allow("{'AWS':'" + ALICE + "'}", "kms:Decrypt");
  private static final String ALLOWS_ALL = "{'Effect':'Allow','Action':'*','Resource':'*'}";
  private static final String DECRYPTS = ALLOWS_ALL.replace("'*','R", "'kms:Decrypt','R");

  @TempDir private Path temp;

  private static String allow(String principal, String action) {
    return "{'Effect':'Allow','Principal':"
        + principal
        + ",'Action':'"
        + action
        + "','Resource':'*'}";
  }

  private void write(String file, String text) throws IOException {
    Path path = temp.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void policy(String file, String... statements) throws IOException {
    String all = String.join(",", statements).replace('\'', '"');
    write(file, "{\"Version\":\"2012-10-17\",\"Statement\":[" + all + "]}");
  }

  /** The directories `old` and `new`, which are the same. */
  private void directories(String none, String... keyPolicy) throws IOException {
    for (String name : new String[] {"old", "new"}) {
      write(name + "/directory.properties", none + "\n");
      policy(name + "/" + PolicyFolder.KEY_FOLDER + "/policy.json", keyPolicy);
    }
  }

  private Policies load(String name) {
    return Policies.load(temp.resolve(name), name, "");
  }

  private Proof change() {
    return load("new").grantsNothingNew(load("old"));
  }

  @Test
  @DisplayName("A Deny of an account's service control policy that is dropped frees other callers")
  void serviceControl_dropped_freesCallersWithoutAFolder() throws Exception {
    String users =
        "{'Effect':'Deny','Action':'kms:*','Resource':'*','Condition':{'ArnLike':"
            + "{'aws:PrincipalArn':'arn:aws:iam::111122223333:user/*'}}}";
    directories(NONE, DELEGATES, NAMES_ALICE);
    policy("old/" + A + "/service-control/1/p.json", ALLOWS_ALL, users);
    policy("new/" + A + "/service-control/1/p.json", ALLOWS_ALL);

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
    assertThat(load("old").grantsNothingNew(load("new"))).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("A Deny of the endpoint policy that is dropped frees callers without a folder")
  void endpoint_denyDropped_isRefuted() throws Exception {
    directories(NONE.replace(", endpoint", ", identity"), DELEGATES, NAMES_ALICE);
    policy("old/endpoint.json", allow("'*'", "*"), NAMES_ALICE.replace("Allow", "Deny"));
    policy("new/endpoint.json", allow("'*'", "*"));

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("A user without a folder has no Deny of its own any more, if `none` says so")
  void folder_removed_isComparedWithNone() throws Exception {
    directories(NONE + ", identity", DELEGATES, NAMES_ALICE);
    policy("old/" + A + "/users/alice/identity/p.json", ALLOWS_ALL.replace("Allow", "Deny"));

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("Keys of accounts that only a policy names are compared, too")
  void keys_ofOtherAccounts_areCompared() throws Exception {
    directories(NONE, DELEGATES);
    policy("old/" + A + "/users/alice/identity/p.json", DECRYPTS.replace("Decrypt", "ListKeys"));
    policy(
        "new/" + A + "/users/alice/identity/p.json",
        DECRYPTS.replace("'*'}", "'arn:aws:kms:*:" + B + ":key/*'}"));

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("The made-up id of a key does not decide whether its policy allows something new")
  void key_madeUpId_doesNotDecide() throws Exception {
    String key = "/" + A + "/keys/us-west-2/00000000-0000-0000-0000-000000000001/policy.json";
    String first = NAMES_ALICE.replace("'*'}", "'arn:aws:kms:us-west-2:" + A + ":key/1*'}");
    for (String name : new String[] {"old", "new", "other"}) {
      write(name + "/directory.properties", NONE + "\n");
    }
    policy("old" + key, DELEGATES);
    policy("new" + key, DELEGATES, first);
    policy("other" + key, DELEGATES, first.replace("key/1*", "key/2*"));

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
    assertThatThrownBy(() -> load("other").grantsNothingNew(load("new")))
        .isInstanceOf(TestInputException.class)
        .hasMessageContaining("state the ids");
  }

  @Test
  @DisplayName("4.2: RCPs may not bind a key without key.json: nothing rests on their Deny")
  void resourceControl_keyWithoutDescription_mayNotBind() throws Exception {
    directories(NONE, DELEGATES);
    for (String name : new String[] {"old", "new"}) {
      policy(
          name + "/" + A + "/resource-control/1/p.json",
          allow("'*'", "kms:Decrypt").replace("Allow", "Deny"));
    }
    policy("old/" + A + "/users/alice/identity/p.json", DECRYPTS.replace("Decrypt", "Encrypt"));
    policy("new/" + A + "/users/alice/identity/p.json", DECRYPTS);

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName(
      "4.2: RCPs bind a key that a customer manages, so a Deny of theirs that is dropped counts")
  void resourceControl_dropped_isRefuted() throws Exception {
    directories(NONE, DELEGATES, NAMES_ALICE);
    policy(
        "old/" + A + "/resource-control/1/p.json",
        allow("'*'", "kms:Decrypt").replace("Allow", "Deny"));

    assertThat(change()).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("Where the answer about key policies depends on the key, the key must be stated")
  void keyPolicies_severalAccounts_askForTheKey() throws Exception {
    String partner = allow("{'AWS':'arn:aws:iam::" + B + ":root'}", "kms:Decrypt");
    policy("old", partner);
    policy("new", partner, DELEGATES);

    assertThatThrownBy(this::change)
        .isInstanceOf(TestInputException.class)
        .hasMessageContaining("several accounts: " + B + ", " + A)
        .hasMessageContaining("state the ARN of the key");
    Policies keyed = Policies.load(temp.resolve("new"), "new", PolicyFolder.KEY);
    assertThat(keyed.grantsNothingNew(load("old"))).isInstanceOf(Proof.Refuted.class);
    String other =
        PolicyFolder.KEY.replace(PolicyFolder.KEY_ID, "0" + PolicyFolder.KEY_ID.substring(1));
    assertThatThrownBy(
            () -> keyed.grantsNothingNew(Policies.load(temp.resolve("old"), "old", other)))
        .hasMessageContaining("the key policies of two keys cannot be compared");
  }

  @Test
  @DisplayName("Directories without keys are not proven to grant nothing new: nothing is compared")
  void directories_withoutKeys_areRefused() throws Exception {
    policy("old/" + A + "/users/alice/identity/p.json", DECRYPTS.replace("Decrypt", "ListKeys"));
    policy("new/" + A + "/users/alice/identity/p.json", DECRYPTS);

    assertThatThrownBy(this::change)
        .isInstanceOf(TestInputException.class)
        .hasMessage("neither old nor new has a key, so nothing would be compared");
  }
}
