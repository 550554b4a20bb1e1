package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a question leaves open is not proven: the key, the path of the call, and other callers. */
final class ProvenForAllTest {

  private static final String A = "111122223333";
  private static final String B = "444455556666";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:" + A + ":key/" + ID;
  private static final String ALICE = "arn:aws:iam::" + A + ":user/alice";
  private static final String NONE = "none = boundary, session, scp, rcp, grants, endpoint";
  private static final String DELEGATES = allow("{'AWS':'arn:aws:iam::" + A + ":root'}", "kms:*");
  private static final String NAMES_ALICE = allow("{'AWS':'" + ALICE + "'}", "kms:Decrypt");
  private static final String DECRYPTS = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
  private static final String ALLOWS_ALL = "{'Effect':'Allow','Action':'*','Resource':'*'}";

  @TempDir private Path folder;

  private static String allow(String principal, String action) {
    return "{'Effect':'Allow','Principal':"
        + principal
        + ",'Action':'"
        + action
        + "','Resource':'*'}";
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void policy(String file, String... statements) throws IOException {
    String all = String.join(",", statements).replace('\'', '"');
    write(file, "{\"Version\":\"2012-10-17\",\"Statement\":[" + all + "]}");
  }

  /** A directory with one key, and what is stated to be none. */
  private void directory(String name, String none, String... keyPolicy) throws IOException {
    write(name + "/directory.properties", none + "\n");
    policy(name + "/" + A + "/keys/us-west-2/" + ID + "/policy.json", keyPolicy);
  }

  private CommandRun run(String... args) {
    return CommandRun.in(
        folder, "", Stream.concat(Stream.of("prove"), Stream.of(args)).toArray(String[]::new));
  }

  private CommandRun change(String... options) {
    return run(
        Stream.concat(
                Stream.of("no-new-access", "--before", "old", "--after", "new"), Stream.of(options))
            .toArray(String[]::new));
  }

  private static void isRefuted(CommandRun run) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).startsWith("refuted: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY,
        "arn:aws:kms:us-west-2:111122223333:key/*",
        "arn:aws:kms:*:111122223333:key/mrk-*",
        "arn:aws:kms:*:111122223333:key/1*"
      })
  @DisplayName("Without --key, a resource other than `*` asks for the key: no id is made up")
  void keyPolicy_resourceOfSomeKeys_asksForTheKey(String resource) throws IOException {
    String some = allow("'*'", "kms:Decrypt").replace("'*'}", "'" + resource + "'}");
    policy("key.json", DELEGATES, some);
    policy("old.json", DELEGATES);

    for (String scope : new String[] {"effective", "document"}) {
      CommandRun asked = run("no-public", "key.json", "--scope", scope);
      assertThat(asked.status()).as(asked.out()).isEqualTo(2);
      assertThat(asked.err()).contains("/Statement/1", "--key ARN");
    }
    assertThat(run("no-new-access", "--before", "old.json", "--after", "key.json").status())
        .isEqualTo(2);
    if (resource.equals(KEY)) {
      isRefuted(run("no-public", "key.json", "--key", KEY));
    }
  }

  @Test
  @DisplayName("Without --key, a policy that names several accounts asks for the key")
  void keyPolicy_severalAccounts_asksForTheKey() throws IOException {
    String partner = allow("{'AWS':'arn:aws:iam::" + B + ":root'}", "kms:Decrypt");
    String byCondition =
        allow("'*'", "kms:Decrypt")
            .replace("'*'}", "'*','Condition':{'StringEquals':{'kms:CallerAccount':'" + B + "'}}}");
    policy("both.json", partner, DELEGATES);
    policy("condition.json", DELEGATES, byCondition);

    for (String file : new String[] {"both.json", "condition.json"}) {
      CommandRun asked = run("not-granted", file, "--action", "kms:PutKeyPolicy");
      assertThat(asked.status()).as(asked.out()).isEqualTo(2);
      assertThat(asked.err()).contains("several accounts", A, B, "--key ARN");
    }
    isRefuted(run("no-public", "both.json", "--key", KEY));
  }

  @Test
  @DisplayName("Without --key, the answer says which key was assumed, in the right partition")
  void keyPolicy_oneAccount_printsTheAssumedKey() throws IOException {
    policy("own.json", DELEGATES);
    policy("gov.json", DELEGATES.replace("arn:aws:", "arn:aws-us-gov:"));
    policy("mixed.json", DELEGATES, NAMES_ALICE.replace("arn:aws:", "arn:aws-cn:"));

    assertThat(run("no-public", "own.json").out())
        .contains("  assumed key: arn:aws:kms:us-east-1:" + A + ":key/00000000-");
    assertThat(run("no-public", "own.json", "--json").out()).contains("\"remarks\":[\"assumed key");
    assertThat(run("no-public", "gov.json").out())
        .contains("  assumed key: arn:aws-us-gov:kms:us-gov-west-1:" + A + ":key/");
    assertThat(run("no-public", "mixed.json").err()).contains("several partitions", "--key ARN");
    assertThat(run("no-public", "own.json", "--key", KEY).out()).doesNotContain("assumed key");
  }

  @Test
  @DisplayName("4.2: an endpoint policy does not limit calls that do not go through the endpoint")
  void endpoint_limits_callsThroughItOnly() throws IOException {
    for (String name : new String[] {"old", "new"}) {
      directory(name, NONE, DELEGATES);
      policy(name + "/endpoint.json", allow("'*'", "kms:Encrypt"));
    }
    policy("old/" + A + "/users/alice/identity/p.json", DECRYPTS.replace("Decrypt", "Encrypt"));
    policy("new/" + A + "/users/alice/identity/p.json", DECRYPTS);

    isRefuted(change());
    isRefuted(run("not-granted", "new", "--action", "kms:Decrypt", "--principal", ALICE));
  }

  @Test
  @DisplayName("A Deny of an account's service control policy that is dropped frees other callers")
  void serviceControl_dropped_freesCallersWithoutAFolder() throws IOException {
    String users =
        "{'Effect':'Deny','Action':'kms:*','Resource':'*','Condition':{'ArnLike':"
            + "{'aws:PrincipalArn':'arn:aws:iam::111122223333:user/*'}}}";
    for (String none : new String[] {NONE, NONE + ", identity"}) {
      directory("old", none, DELEGATES, NAMES_ALICE);
      directory("new", none, DELEGATES, NAMES_ALICE);
      policy("old/" + A + "/service-control/1/p.json", ALLOWS_ALL, users);
      policy("new/" + A + "/service-control/1/p.json", ALLOWS_ALL);

      isRefuted(change());
      CommandRun back = run("no-new-access", "--before", "new", "--after", "old");
      assertThat(back.status()).as(back.out()).isZero();
    }
  }

  @Test
  @DisplayName("A Deny of the endpoint policy that is dropped frees callers without a folder")
  void endpoint_denyDropped_isRefuted() throws IOException {
    String none = NONE.replace(", endpoint", ", identity");
    directory("old", none, DELEGATES, NAMES_ALICE);
    directory("new", none, DELEGATES, NAMES_ALICE);
    String denies = NAMES_ALICE.replace("Allow", "Deny");
    policy("old/endpoint.json", allow("'*'", "*"), denies);
    policy("new/endpoint.json", allow("'*'", "*"));

    isRefuted(change());
  }

  @Test
  @DisplayName("A user without a folder has no Deny of its own any more, if `none` says so")
  void folder_removed_isComparedWithNone() throws IOException {
    directory("old", NONE + ", identity", DELEGATES, NAMES_ALICE);
    directory("new", NONE + ", identity", DELEGATES, NAMES_ALICE);
    policy(
        "old/" + A + "/users/alice/identity/p.json",
        "{'Effect':'Deny','Action':'kms:*','Resource':'*'}");

    isRefuted(change());
    assertThat(run("equivalent", "--before", "old", "--after", "new").status()).isEqualTo(1);
    assertThat(run("equivalent", "--before", "new", "--after", "old").status()).isEqualTo(1);
  }

  @Test
  @DisplayName("A key whose folder a change removes keeps its policies, as in `check`")
  void key_removed_keepsItsPolicies() throws IOException {
    String other = "/" + A + "/keys/us-west-2/11111111-2222-3333-4444-555555555555/policy.json";
    directory("old", NONE + ", grants", DELEGATES);
    directory("new", NONE + ", grants", DELEGATES);
    policy("old" + other, DELEGATES, NAMES_ALICE);

    CommandRun removed = change();
    assertThat(removed.status()).as(removed.out()).isZero();
    isRefuted(run("no-new-access", "--before", "new", "--after", "old"));
    String more = "/" + A + "/users/alice/identity/p.json";
    policy("old" + more, DECRYPTS.replace("Decrypt", "Encrypt"));
    policy("new" + more, DECRYPTS.replace("Decrypt", "Encrypt"), DECRYPTS);
    isRefuted(change());
  }

  @Test
  @DisplayName("4.4: the resource control policies of a removed key are those after the change")
  void key_removed_hasTheResourceControlPoliciesOfItsAccount() throws IOException {
    String other = "/" + A + "/keys/us-west-2/11111111-2222-3333-4444-555555555555/policy.json";
    String denies =
        "{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*1111*'}"
            .replace("*1111*", "arn:aws:kms:us-west-2:*:key/1111*");
    directory("old", NONE.replace("rcp, ", "") + ", grants", DELEGATES);
    directory("new", NONE.replace("rcp, ", "") + ", grants", DELEGATES);
    policy("old" + other, NAMES_ALICE);
    policy("old/" + A + "/resource-control/root/p.json", denies);
    policy("new/" + A + "/resource-control/root/p.json", denies.replace("Decrypt", "Encrypt"));

    isRefuted(change());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:EncryptionContext:", "aws:RequestTag/"})
  @DisplayName(
      "3.2: entries of a map that differ in case are one key with two values: indeterminate")
  void names_differInCase_areUndecided(String map) throws IOException {
    String both =
        NAMES_ALICE.replace(
            "'*'}",
            "'*','Condition':{'ForAnyValue:StringEquals':{'MAPt':'a'},"
                + "'ForAnyValue:StringLike':{'MAPT':'b'}}}");
    directory("old", NONE, DELEGATES);
    directory("new", NONE, DELEGATES, both.replace("MAP", map));

    CommandRun run = change();
    assertThat(run.status()).as(run.out()).isEqualTo(3);
    assertThat(run.out()).contains("letter case", "rule 3.2");
    assertThat(run("no-new-access", "--before", "new", "--after", "new").status()).isZero();
  }

  @Test
  @DisplayName("The made-up id of a key decides neither its policy nor resource control policies")
  void key_madeUpId_doesNotDecide() throws IOException {
    String key = "/" + A + "/keys/us-west-2/00000000-0000-0000-0000-000000000001/policy.json";
    String first = NAMES_ALICE.replace("'*'}", "'arn:aws:kms:us-west-2:" + A + ":key/1*'}");
    for (String name : new String[] {"old", "new", "other", "limited"}) {
      write(name + "/directory.properties", NONE + "\n");
    }
    policy("old" + key, DELEGATES);
    policy("new" + key, DELEGATES, first);
    policy("other" + key, DELEGATES, first.replace("key/1*", "key/2*"));
    policy("limited" + key, DELEGATES, NAMES_ALICE);
    policy(
        "limited/" + A + "/resource-control/1/p.json",
        "{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'arn:aws:kms:*:*:key/0*'}");

    isRefuted(change());
    for (String name : new String[] {"new", "limited"}) {
      isRefuted(run("not-granted", name, "--action", "kms:Decrypt", "--principal", ALICE));
    }
    CommandRun both = run("no-new-access", "--before", "new", "--after", "other");
    assertThat(both.status()).as(both.out()).isEqualTo(2);
    assertThat(both.err()).contains("name keys by their ids", "state the ids");
  }

  @Test
  @DisplayName("Keys of accounts that only one side, or only a policy, names are compared, too")
  void keys_ofOtherAccounts_areCompared() throws IOException {
    directory("old", NONE, DELEGATES);
    directory("new", NONE, DELEGATES);
    policy(
        "new/" + A + "/users/alice/identity/p.json",
        DECRYPTS.replace("'*'}", "'arn:aws:kms:*:" + B + ":key/*'}"));

    isRefuted(change());
    assertThat(change().out()).contains("left out: keys of other accounts than " + A + ", " + B);
    assertThat(change("--key", KEY).status()).isZero();
    policy(
        "old/" + B + "/keys/us-west-2/0987dcba-09fe-87dc-65ba-ab0987654321/policy.json",
        DELEGATES.replace(A, B));
    isRefuted(change());
  }
}
