package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What new-access is about: callers without a folder, keys of other accounts, an assumed key. */
final class CheckedForAllTest {

  private static final String A = CheckedDirectories.ACCOUNT;
  private static final String B = "444455556666";
  private static final String FOLDER = "before/" + A;
  private static final String DECRYPTS =
      "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}";
  private static final String LISTS = DECRYPTS.replace("Decrypt", "ListKeys");
  private static final String OF_PARTNER =
      DECRYPTS.replace("\"*\"", "\"arn:aws:kms:*:" + B + ":key/*\"");
  private static final String ALICE = CheckedDirectories.APP.replace("role/App", "user/alice");
  private static final String ALLOWS_ALL =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
  private static final String NO_DECRYPT =
      "{\"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}";

  @TempDir private Path folder;
  private CheckedDirectories directories;

  @BeforeEach
  void prepare() throws IOException {
    directories = new CheckedDirectories(folder);
  }

  private void policy(String file, String... statements) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, CheckedDirectories.policy(statements));
  }

  /** A template with a key and a role. */
  private void template(String file, String keyStatements, String roleStatement)
      throws IOException {
    Files.writeString(
        folder.resolve(file),
        """
        {"Resources": {
          "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy":
            {"Version": "2012-10-17", "Statement": [%s]}}},
          "Worker": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "Worker",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "Policies": [{"PolicyName": "use", "PolicyDocument":
              {"Version": "2012-10-17", "Statement": [%s]}}]}}}}
        """
            .formatted(keyStatements, roleStatement));
  }

  private CommandRun check(String before, String after, String... options) {
    String[] stated = {
      "check",
      "--before",
      before,
      "--after",
      after,
      "--account",
      A,
      "--region",
      "us-west-2",
      "--parameter",
      "Key=" + CheckedDirectories.KEY_ID
    };
    return CommandRun.in(
        folder, "", Stream.concat(Stream.of(stated), Stream.of(options)).toArray(String[]::new));
  }

  private static void fails(CommandRun run) {
    assertThat(run.out() + run.err()).contains("  new-access  failed ");
    assertThat(run.out()).contains("caller: ");
  }

  @Test
  @DisplayName("Keys of accounts that only a policy names are compared, in files too")
  void keys_ofOtherAccounts_areCompared() throws IOException {
    template("old.template.json", CheckedDirectories.DELEGATION, LISTS);
    template("new.template.json", CheckedDirectories.DELEGATION, OF_PARTNER);
    policy(FOLDER + "/roles/Worker/identity/p.json", LISTS);

    for (String before : new String[] {"old.template.json", "before"}) {
      CommandRun run = check(before, "new.template.json");
      fails(run);
      assertThat(run.out()).contains("left out: keys of other accounts than " + A + ", " + B);
    }
    assertThat(check("new.template.json", "new.template.json").out())
        .contains("  new-access  passed ")
        .contains("new-access: what was compared\n  left out: keys of other accounts than ");
  }

  @Test
  @DisplayName("A caller without a folder has the service control policies of the directory")
  void serviceControl_ofTheDirectory_bindsCallersWithoutAFolder() throws IOException {
    template("new.template.json", CheckedDirectories.DELEGATION + "," + ALICE, LISTS);
    policy(FOLDER + "/roles/Worker/identity/p.json", LISTS);
    directories.key("before", CheckedDirectories.KEY_ID, CheckedDirectories.DELEGATION);

    fails(check("before", "new.template.json"));
    policy(FOLDER + "/service-control/1/p.json", ALLOWS_ALL, NO_DECRYPT);
    assertThat(check("before", "new.template.json").out()).contains("  new-access  passed ");
  }

  @Test
  @DisplayName("The examples on other keys are of callers with the layers of the directory")
  void otherKeys_serviceControl_binds() throws IOException {
    for (String side : new String[] {"before", "after"}) {
      policy(side + "/" + A + "/service-control/1/p.json", ALLOWS_ALL, NO_DECRYPT);
      directories.key(side, CheckedDirectories.OTHER_ID, CheckedDirectories.DELEGATION);
    }
    directories.key(
        "after",
        CheckedDirectories.KEY_ID,
        CheckedDirectories.DELEGATION,
        CheckedDirectories.APP,
        CheckedDirectories.PARTNER);
    directories.key("after", CheckedDirectories.OTHER_ID, CheckedDirectories.DELEGATION, ALICE);

    CommandRun run = directories.check();
    fails(run);
    // Lockout lists what must exist before the other key's policy is applied.
    assertThat(run.out().substring(run.out().indexOf("new-access: ")))
        .doesNotContain(CheckedDirectories.OTHER_ID);
  }

  @Test
  @DisplayName("4.2: RCPs may not bind a key without key.json: nothing rests on their Deny")
  void resourceControl_keyWithoutDescription_mayNotBind() throws IOException {
    template("new.template.json", CheckedDirectories.DELEGATION, DECRYPTS);
    policy(FOLDER + "/roles/Worker/identity/p.json", LISTS);
    policy(
        FOLDER + "/resource-control/1/p.json",
        DECRYPTS.replace("Allow\",", "Deny\", \"Principal\": \"*\","));
    directories.key("before", CheckedDirectories.OTHER_ID, CheckedDirectories.DELEGATION);

    CommandRun run = check("before", "new.template.json");
    fails(run);
    assertThat(run.out()).contains("    key manager: AWS\n");
  }

  @Test
  @DisplayName(
      "The key that a key policy is taken to belong to is printed, also if the part passes")
  void keyPolicy_assumedKey_isPrinted() throws IOException {
    policy("old.json", CheckedDirectories.DELEGATION, CheckedDirectories.APP);
    policy("new.json", CheckedDirectories.DELEGATION);
    String assumed = "assumed key: arn:aws:kms:us-east-1:" + A + ":key/00000000-";

    for (String after : new String[] {"new.json", "old.json"}) {
      CommandRun run = CommandRun.in(folder, "", "check", "--before", "old.json", "--after", after);
      assertThat(run.out()).contains("  new-access  passed ").contains(assumed);
    }
    CommandRun json =
        CommandRun.in(
            folder, "", "check", "--before", "old.json", "--after", "new.json", "--format", "json");
    assertThat(json.out()).containsPattern("\"remarks\": ?\\[\\s*\"" + assumed);
    CommandRun keyed =
        CommandRun.in(
            folder,
            "",
            "check",
            "--before",
            "old.json",
            "--after",
            "new.json",
            "--key",
            "arn:aws:kms:us-west-2:" + A + ":key/" + CheckedDirectories.KEY_ID);
    assertThat(keyed.out()).contains("  new-access  passed ").doesNotContain("assumed key");
  }

  @Test
  @DisplayName("Keys of the accounts of callers are compared, also if nothing describes a key")
  void keys_ofCallersAccounts_areCompared() throws IOException {
    template("new.template.json", CheckedDirectories.DELEGATION, DECRYPTS);
    Path template = folder.resolve("new.template.json");
    Files.writeString(
        template, Files.readString(template).replaceFirst("(?s)\"Key\": .*?]}}},", ""));
    policy("none/" + A + "/roles/Worker/identity/p.json", LISTS);

    fails(
        CommandRun.in(
            folder,
            "",
            "check",
            "--before",
            "none",
            "--after",
            "new.template.json",
            "--account",
            A,
            "--region",
            "us-west-2"));
  }

  @Test
  @DisplayName("A key with an id that only the file after the change holds is not compared")
  void key_ofTheFileAfterOnly_isUndecided() throws IOException {
    for (String side : new String[] {"old", "new"}) {
      String statements =
          CheckedDirectories.DELEGATION
              + (side.equals("old") ? "" : "," + CheckedDirectories.PARTNER);
      template(side + ".template.json", statements, LISTS);
    }
    Path old = folder.resolve("old.template.json");
    Files.writeString(old, Files.readString(old).replaceFirst("(?s)\"Key\": .*?]}}},", ""));

    CommandRun run = check("old.template.json", "new.template.json");

    assertThat(run.out() + run.err())
        .contains("  new-access  indeterminate ")
        .contains(
            CheckedDirectories.KEY_ID
                + "` is not compared: the file before the change does not hold the key");
  }
}
