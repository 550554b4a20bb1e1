package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of files that {@code aws kms get-key-policy} wrote answers as a policy directory. */
final class KeyPolicyFolderTest {

  private static final String ONE = "0a1b2c3d-1111-4222-8333-444455556666";
  private static final String TWO = "5e6f7a8b-1111-4222-8333-444455556666";
  private static final String MULTI = "mrk-0123456789abcdef0123456789abcdef";
  private static final String APP = "arn:aws:iam::111122223333:role/App";
  private static final String PLACE = "--account 111122223333 --region us-west-2";

  private static final String VIA_S3 =
      "at most: allowed by the key policy if `kms:ViaService` is `s3.us-west-2.amazonaws.com`";

  @TempDir private Path folder;

  private static String document(String principal, String condition) {
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
         "Action": ["kms:PutKeyPolicy", "kms:DescribeKey"], "Resource": "*"},
        {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": "%s"},
         "Action": "kms:Decrypt", "Resource": "*"%s}
      ]
    }
    """
        .formatted(principal, condition);
  }

  private static final String OF_S3 =
      document(
          APP,
          ", \"Condition\": {\"StringEquals\": {\"kms:ViaService\":"
              + " \"s3.us-west-2.amazonaws.com\"}}");

  private static final String PARTNER = document("arn:aws:iam::444455556666:root", "");

  /** A text as a JSON string. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun run(String line) {
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    return CommandRun.in(folder, "", args.toArray(String[]::new));
  }

  private CommandRun whoCan(String key) {
    return run("who-can kms:Decrypt " + key + " --policies keys " + PLACE);
  }

  /** What follows the name of a principal. */
  private static String row(CommandRun run, String principal) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith(principal + "  "))
        .map(line -> line.substring(principal.length()).strip())
        .findFirst()
        .orElse("");
  }

  @BeforeEach
  void writeKeys() throws IOException {
    write(
        "keys/" + ONE + ".json",
        "{\"Policy\": " + quoted(OF_S3) + ", \"PolicyName\": \"default\"}");
    write("keys/" + TWO + ".json", document(APP, ""));
    write("keys/" + MULTI + ".json", PARTNER);
  }

  @Test
  @DisplayName("Who can decrypt, with the conditions, is one command")
  void whoCan_answersWithConditions() {
    assertThat(row(whoCan(ONE), APP)).isEqualTo(VIA_S3);
    assertThat(row(whoCan(TWO), APP)).isEqualTo("at most: allowed by the key policy");
    CommandRun multi = whoCan("arn:aws:kms:us-west-2:111122223333:key/" + MULTI);
    assertThat(row(multi, "arn:aws:iam::444455556666:root"))
        .isEqualTo("at most: allowed by the key policy");
    assertThat(multi.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report keys -o page.html",
        "lint keys",
        "check --before keys --after keys",
        "what-can arn:aws:iam::111122223333:role/App --policies keys",
        "who-can kms:Decrypt " + ONE + " --diff keys keys",
        "prove no-new-access --before keys --after keys",
        "import --from keys --out imported"
      })
  void command_takesTheFolder(String line) {
    String stated = line.startsWith("lint") ? "" : " " + PLACE;
    CommandRun run = run(line + stated);
    assertThat(run.status()).as(run.err() + run.out()).isZero();
    assertThat(run.err()).doesNotContain("is not part of");
  }

  @Test
  void lockoutAndExplain_takeTheFolder() throws IOException {
    write("new.json", document(APP, ""));
    CommandRun lockout =
        run(
            "lockout new.json --caller "
                + APP
                + " --key arn:aws:kms:us-west-2:111122223333:key/"
                + ONE
                + " --policies keys "
                + PLACE);
    assertThat(lockout.status()).as(lockout.err()).isEqualTo(ExitStatus.INDETERMINATE);
    CommandRun explain =
        run(
            "explain --principal "
                + APP
                + " --action kms:Decrypt --resource "
                + TWO
                + " --policies keys --assume-none all "
                + PLACE);
    assertThat(explain.out()).startsWith("ALLOWED\n").contains("keys/" + TWO + ".json:6:5");
    assertThat(explain.status()).isZero();
  }

  private static String event(String key) {
    return """
    {"eventVersion": "1.08", "eventID": "1d2c3b4a-0000-4000-8000-000000000001",
     "eventTime": "2026-01-05T10:00:00Z", "awsRegion": "us-west-2",
     "eventSource": "kms.amazonaws.com", "eventName": "Decrypt",
     "userIdentity": {"type": "AssumedRole", "accountId": "111122223333",
       "principalId": "AROAEXAMPLE:one",
       "arn": "arn:aws:sts::111122223333:assumed-role/App/one",
       "sessionContext": {"sessionIssuer": {"type": "Role", "accountId": "111122223333",
         "userName": "App", "arn": "%s"}}},
     "requestParameters": {"keyId": "KEY"},
     "resources": [{"ARN": "KEY", "accountId": "111122223333", "type": "AWS::KMS::Key"}],
     "recipientAccountId": "111122223333"}
    """
        .formatted(APP)
        .replace("KEY", "arn:aws:kms:us-west-2:111122223333:key/" + key)
        .replace("\n", " ");
  }

  @Test
  @DisplayName("A trail is replayed on the folder, and on one that is to replace it")
  void replay_takesTheFolder() throws IOException {
    write("trail.jsonl", event(TWO) + "\n");
    String line = "replay --policies keys --assume-none all " + PLACE;
    CommandRun run = run(line + " trail.jsonl");
    assertThat(run.status()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).containsPattern(" 1 +allowed +allowed");
    write("next/" + TWO + ".json", PARTNER);
    CommandRun breaks = run(line + " --proposed next trail.jsonl");
    assertThat(breaks.status()).as(breaks.err() + breaks.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run(line + " --unused trail.jsonl").out()).contains("Root");
  }

  @Test
  @DisplayName("With a policy directory, --account of replay is an error that names its successor")
  void replay_withPlaceOfDirectory_isRefused() throws IOException {
    write("trail.jsonl", event(TWO) + "\n");
    assertThat(run("import --from keys --out all " + PLACE).status()).isZero();
    CommandRun run = run("replay --policies all --account 111122223333 trail.jsonl");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .isEqualTo(
            "--account, --region: a policy directory says where its keys are; --caller-account"
                + " chooses events by the account of their callers\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"test cases", "test cases --policies keys"})
  @DisplayName("Scenarios are tested on the folder, by its name or as the folder policies")
  void test_takesTheFolder(String line) throws IOException {
    write("cases/policies/" + TWO + ".json", document(APP, ""));
    write(
        "cases/one.jsonl",
        """
        {"id": "app", "request": {"principal": "arn:aws:sts::111122223333:assumed-role/App/one", \
        "action": "kms:Decrypt", "resource": "%s"}, "expected": {"decision": "allowed"}}
        """
            .formatted("arn:aws:kms:us-west-2:111122223333:key/" + TWO));
    CommandRun run = run(line + " --assume-none all " + PLACE);
    assertThat(run.status()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains("1 scenario");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sub/ID.json | document",
        "sub/ID.json | quoted",
        "ID-policy.json | output",
        "key-policy-ID.txt | text",
        "ID.json | string",
        "ID.json | marked"
      })
  @DisplayName("Files as loops write them: by sub-folder, by name, and by format of the output")
  void forms_areRead(String name, String form) throws IOException {
    Files.delete(folder.resolve("keys/" + ONE + ".json"));
    String text =
        switch (form) {
          case "document" -> OF_S3;
          case "text" -> OF_S3.strip() + "\tdefault\n";
          case "quoted", "output" -> "{\n  \"Policy\": " + quoted(OF_S3) + "\n}\n";
          case "string" -> quoted(OF_S3) + "\n";
          default -> "\ufeff" + OF_S3;
        };
    write("keys/" + name.replace("ID", ONE), text);
    CommandRun run = whoCan(ONE);
    assertThat(row(run, APP)).as(run.err()).isEqualTo(VIA_S3);
  }

  @Test
  @DisplayName("Folders with the names of accounts and Regions say where the keys are")
  void folders_sayWhereKeysAre() throws IOException {
    write("all/444455556666/eu-west-1/" + ONE + ".json", OF_S3);
    write("all/444455556666/cn-north-1/" + TWO + ".json", OF_S3);
    assertThat(run("import --from all --out imported").status()).isZero();
    assertThat(folder.resolve("imported/444455556666/keys/eu-west-1/" + ONE)).isDirectory();
    assertThat(folder.resolve("imported/444455556666/keys/cn-north-1/" + TWO)).isDirectory();
    assertThat(run("import --from all --out again --account 111122223333").err())
        .startsWith("--account: `111122223333` is stated, and all/444455556666/cn-north-1/")
        .endsWith(" is in `444455556666`\n");
  }

  @Test
  void place_thatIsNotKnown_isAsked() {
    CommandRun run = run("who-can kms:Decrypt " + ONE + " --policies keys --account 111122223333");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .isEqualTo(
            "keys/"
                + ONE
                + ".json: the Region of the key is not known; state --region, or put the file into"
                + " a folder of this name\n");
  }

  @Test
  @DisplayName("Names of aliases come from list-aliases, if it is in the folder")
  void aliases_nameKeys() throws IOException {
    write(
        "keys/aliases.json",
        """
        {"Aliases": [
          {"AliasName": "alias/orders", "TargetKeyId": "%s",
           "AliasArn": "arn:aws:kms:us-west-2:111122223333:alias/orders"},
          {"AliasName": "alias/aws/s3", "TargetKeyId": "99999999-1111-4222-8333-444455556666",
           "AliasArn": "arn:aws:kms:us-west-2:111122223333:alias/aws/s3"}]}
        """
            .formatted(ONE));
    assertThat(row(whoCan("alias/orders"), APP)).isEqualTo(VIA_S3);
    assertThat(whoCan("alias/orders").err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{\"KeyMetadata\": {\"KeyId\": \"x\"}}",
        "An error occurred (AccessDeniedException)"
      })
  @DisplayName("A file of a key without a policy is named, and the key policy is unknown")
  void file_withoutPolicy_isNamed(String text) throws IOException {
    write("keys/" + ONE + ".json", text);
    CommandRun run = whoCan(ONE);
    assertThat(run.status()).isZero();
    assertThat(run.err())
        .startsWith(
            "keys/" + ONE + ".json:1:1: the key policy of `" + ONE + "` is unknown: the file");
    assertThat(run.out()).doesNotContain("denied", "allowed by");
  }

  @Test
  @DisplayName("A description beside the policy is no second policy; other files are named")
  void file_ofAnotherName_isNamed() throws IOException {
    write("keys/" + ONE + "-metadata.json", "{\"KeyMetadata\": {}}");
    write("keys/notes.json", "{}");
    write("keys/.hidden", "");
    CommandRun run = whoCan(ONE);
    assertThat(row(run, APP)).isEqualTo(VIA_S3);
    assertThat(run.err())
        .contains("`keys/" + ONE + "-metadata.json` is left out: the file holds no key policy\n")
        .contains("`keys/notes.json` is left out: its name does not have the id of a key\n")
        .hasLineCount(2);
  }

  @Test
  void files_ofOneKey_areRefused() throws IOException {
    write("keys/old/" + ONE + ".json", PARTNER);
    CommandRun run = whoCan(ONE);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .isEqualTo(
            "keys/%s.json and keys/old/%s.json are about one key, `%s`; keep one of them\n"
                .formatted(ONE, ONE, ONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Efect\": \"Allow\"}]} | `Efect`",
        "{\"Version\": \"2012-10-17\", \"Statement\": [ | :1:",
        "{\"Policy\": \"{\\\"Statement\\\": [{\\\"Efect\\\": 1}]}\"} | `Efect`"
      })
  @DisplayName("A mistake in one policy refuses the folder, with the place")
  void policy_withMistake_isRefused(String text, String part) throws IOException {
    write("keys/" + TWO + ".json", text);
    CommandRun run = whoCan(ONE);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).startsWith("keys/" + TWO + ".json:1:").contains(part);
  }

  @Test
  @DisplayName("A folder of another kind says what could be done with it")
  void folder_ofAnotherKind_isRefused() throws IOException {
    write("other/template.json", "{}");
    CommandRun run = run("who-can kms:Decrypt x --policies other");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .startsWith("other: this is no policy directory")
        .contains("aws kms get-key-policy", "kms-policy import")
        .hasLineCount(1);
  }

  @Test
  @DisplayName("import joins folders of key policies and files; a policy that differs is refused")
  void import_joinsFoldersAndFiles() throws IOException {
    write("more/" + ONE + ".json", OF_S3);
    write("grants.json", grants());
    assertThat(run("import --from keys more grants.json --out imported " + PLACE).status())
        .isZero();
    assertThat(folder.resolve("imported/111122223333/keys/us-west-2/" + ONE + "/grants.json"))
        .exists();
    write("more/" + ONE + ".json", PARTNER);
    CommandRun run = run("import --from keys more --out again " + PLACE);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("the files hold different policies of", "keys and more");
  }

  private static String grants() {
    return """
    {"Grants": [{"KeyId": "arn:aws:kms:us-west-2:111122223333:key/%s", "GrantId": "g",
      "GranteePrincipal": "%s", "Operations": ["Encrypt"]}]}
    """
        .formatted(ONE, APP);
  }

  @Test
  @DisplayName("check finds new access in a changed folder, and what can no longer be read")
  void check_comparesFolders() throws IOException {
    write("next/" + ONE + ".json", document(APP, ""));
    write("next/" + TWO + ".json", document(APP, ""));
    write("next/" + MULTI + ".json", PARTNER);
    CommandRun run = run("check --before keys --after next " + PLACE);
    assertThat(run.status()).as(run.err() + run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).contains("caller: arn:aws:sts::111122223333:assumed-role/App/", ONE);
    Files.write(folder.resolve("next/" + ONE + ".json"), "".getBytes(StandardCharsets.UTF_8));
    CommandRun lost = run("check --before keys --after next " + PLACE);
    assertThat(lost.status()).isNotEqualTo(ExitStatus.OK);
    assertThat(lost.out()).contains("the key policy of `" + ONE + "` is unknown");
  }
}
