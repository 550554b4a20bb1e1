package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy document with placeholders of another program, such as <code>${account_id}</code>: what
 * does not depend on them is judged as always, and an answer that depends says so (rule 1.13).
 */
final class PlaceholdersTest {

  private static final String ACCOUNT =
      """
      {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::${account_id}:root"},
       "Action": "kms:*", "Resource": "*"}\
      """;
  private static final String PARTNER =
      """
      {"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "${partner}"},
       "Action": "kms:Decrypt", "Resource": "*"}\
      """;
  private static final String PUBLIC =
      """
      {"Sid": "Public", "Effect": "Allow", "Principal": "*",
       "Action": "kms:Encrypt", "Resource": "*"}\
      """;
  private static final String OTHER =
      PARTNER.replace("${partner}", "arn:aws:iam::444455556666:root").replace("Partner", "Other");

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @TempDir private Path folder;

  private static String policy(String... statements) {
    return CheckedDirectories.policy(statements);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private CommandRun run(String... arguments) {
    return CommandRun.in(folder, "", arguments);
  }

  private CommandRun check(String before, String after) throws IOException {
    write("before.json", before);
    write("after.json", after);
    return run("check", "--before", "before.json", "--after", "after.json", "--key", KEY);
  }

  @Test
  @DisplayName("lint: a public statement beside placeholders is found, at its place in the file")
  void lint_publicStatement_isFound() throws IOException {
    write("key.json", policy(ACCOUNT, PARTNER, PUBLIC));
    for (String format : List.of("text", "json", "sarif")) {
      CommandRun run = run("lint", "--format", format, "key.json");
      assertThat(run.status()).as(format).isEqualTo(ExitStatus.DENIED);
      assertThat(run.out())
          .contains("wildcard-principal")
          .doesNotContain("\uFDD0", "\uFDD1", "\\ufdd0");
    }
    assertThat(run("lint", "key.json").out())
        .contains("key.json:6:51: error: principals of every account")
        .contains("the value of `${partner}` is not known yet")
        .contains("read as key policy")
        .doesNotContain("invalid-document");
    assertThat(run("lint", "--type", "key-policy", "key.json").status())
        .isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("lint: what a placeholder decides alone fails nothing")
  void lint_placeholdersAlone_failNothing() throws IOException {
    write("key.json", policy(ACCOUNT, PARTNER));
    CommandRun run = run("lint", "key.json", "--fail-on", "info");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName(
      "check: the note about a placeholder says what its user can do, which options cannot")
  void check_placeholder_saysWhatToDo() throws IOException {
    String out = check(policy(ACCOUNT), policy(ACCOUNT, PARTNER)).out();
    assertThat(out)
        .contains("the value of `${partner}` is not known yet")
        .contains("fix: another program puts the value in: give the document that it writes, or,")
        .contains("`terraform show -json PLAN`")
        .doesNotContain("--parameter");
    write(
        "template.json",
        "{\"Parameters\": {\"Partner\": {\"Type\": \"String\"}}, \"Resources\": {\"K\": {\"Type\":"
            + " \"AWS::KMS::Key\", \"Properties\": {\"KeyPolicy\": "
            + policy(PARTNER.replace("\"${partner}\"", "{\"Fn::Sub\": \"${Partner}\"}"))
            + "}}}}");
    assertThat(run("lint", "template.json").out())
        .contains("fix: state the value with --account, --region or --parameter");
  }

  @Test
  @DisplayName("In a policy directory, which has what AWS returned, a placeholder is text")
  void lint_policyDirectory_hasText() throws IOException {
    write("d/directory.properties", "none = grants\n");
    Path key = Path.of("d").resolve(CheckedDirectories.keyFolder(CheckedDirectories.KEY_ID));
    write(key + "/policy.json", policy(ACCOUNT, PUBLIC));
    assertThat(run("lint", "d").out()).contains("the text is a template");
  }

  @Test
  @DisplayName("A variable of AWS is no placeholder")
  void lint_policyVariable_isKnown() throws IOException {
    String own = PUBLIC.replace("\"*\"}", "\"arn:aws:kms:*:*:key/${aws:PrincipalTag/key}\"}");
    write("key.json", policy(ACCOUNT.replace("${account_id}", "111122223333"), own));
    assertThat(run("lint", "key.json").out()).doesNotContain("is not known yet");
  }

  @Test
  @DisplayName("check: the same document, in whatever order, gives nothing away")
  void check_sameDocument_passes() throws IOException {
    CommandRun run = check(policy(ACCOUNT, PARTNER), policy(PARTNER, ACCOUNT));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).contains("proven: no request is allowed").doesNotContain("refused");
  }

  @Test
  @DisplayName("check: a placeholder may name the account of the key, so a guess is no answer")
  void check_accountThatAPlaceholderMayName_isAsked() throws IOException {
    write("before.json", policy(ACCOUNT, PARTNER));
    write("after.json", policy(PARTNER, ACCOUNT));
    write("other.json", policy(ACCOUNT, OTHER));
    List<String> same = List.of("check", "--before", "before.json", "--after", "after.json");
    assertThat(run(same.toArray(String[]::new)).status()).as("any account").isZero();

    String[] more = {"check", "--before", "before.json", "--after", "other.json"};
    CommandRun asked = run(more);
    assertThat(asked.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(asked.out()).contains("may name the account of its key; state it with --account");
    CommandRun stated =
        run("check", more[1], more[2], more[3], more[4], "--account", "111122223333");
    assertThat(stated.status()).as(stated.out()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(stated.out()).contains("because: the value of `${account_id}`");
  }

  @Test
  @DisplayName("check: a new public statement is certain; lockout is open, and refuses nothing")
  void check_publicStatement_fails() throws IOException {
    CommandRun run = check(policy(ACCOUNT, PARTNER), policy(ACCOUNT, PARTNER, PUBLIC));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).contains("lint        failed").doesNotContain("refused");
  }

  @Test
  @DisplayName("check: another account that is named is a certain gain with its place")
  void check_anotherAccount_isARow() throws IOException {
    String account = ACCOUNT.replace("${account_id}", "111122223333");
    String deny = PARTNER.replace("Allow", "Deny").replace("kms:Decrypt", "kms:Sign");
    CommandRun run = check(policy(account, deny), policy(account, deny, OTHER));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("principals of another account, 444455556666: use")
        .contains("by: after.json, line 6, /Statement/2 (Other)");
  }

  @Test
  @DisplayName("check: more for whom a placeholder names depends on it, and says so")
  void check_gainOfAPlaceholder_isIndeterminate() throws IOException {
    String account = ACCOUNT.replace("${account_id}", "111122223333");
    CommandRun run =
        check(
            policy(account, PARTNER),
            policy(account, PARTNER.replace("\"kms:Decrypt\"", "[\"kms:Decrypt\", \"kms:Sign\"]")));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("because: the value of `${partner}`");
  }

  /** The certain answers about changes hold whatever the placeholder stands for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "111122223333",
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:role/App",
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::444455556666:role/App",
        "arn:aws:iam::777788889999:user/bob",
        "arn:aws:sts::111122223333:assumed-role/App/session",
        "777788889999"
      })
  void check_certainAnswers_holdForEveryValue(String value) throws IOException {
    String account = ACCOUNT.replace("${account_id}", "111122223333");
    String deny = PARTNER.replace("Allow", "Deny").replace("kms:Decrypt", "kms:Sign");
    String app = OTHER.replace("444455556666:root", "111122223333:role/App");
    for (String[] change :
        List.of(
            new String[] {policy(account, PARTNER), policy(PARTNER, account)},
            new String[] {policy(account, deny), policy(account, deny, OTHER)},
            new String[] {policy(account, PARTNER, app), policy(account, PARTNER)},
            new String[] {policy(account, PARTNER), policy(account, PARTNER, app)},
            new String[] {policy(account, deny), policy(account)},
            new String[] {policy(account, OTHER), policy(account, OTHER, deny)})) {
      String open = outcome(check(change[0], change[1]));
      String known =
          outcome(
              check(
                  change[0].replace("${partner}", value), change[1].replace("${partner}", value)));
      assertThat(open).as(value + change[0] + change[1]).isIn(known, "indeterminate");
    }
  }

  private static String outcome(CommandRun run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("  new-access"))
        .map(line -> line.replaceAll("  new-access +([a-z]+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }
}
