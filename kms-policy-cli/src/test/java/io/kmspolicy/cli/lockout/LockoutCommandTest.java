package io.kmspolicy.cli.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output and the exit status of {@code kms-policy lockout}. */
final class LockoutCommandTest {

  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String DELEGATION =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*",
        "Resource": "*"}}
      """;
  private static final String USE =
      DELEGATION.replace(":root", ":role/App").replace("kms:*", "kms:Decrypt");

  private static CommandRun run(String policy, String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "lockout";
    args[1] = "-";
    System.arraycopy(options, 0, args, 2, options.length);
    return CommandRun.in(Path.of(""), policy, args);
  }

  @Test
  void text_refused_showsStatementAndFix() {
    CommandRun run = run(USE, "--caller", ALICE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            refused: no statement of the key policy allows the caller `kms:PutKeyPolicy`, directly or through IAM policies
              missing statement: {"Sid":"Enable IAM policies","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}
              fix: add the statement
            later changes: error: nobody; the policy could never be changed again
            must exist before this is applied:
              arn:aws:iam::111122223333:role/App
            """);
  }

  @Test
  @DisplayName("A key policy by itself has no name: --name is refused and not ignored")
  void run_nameOfAKeyPolicyByItself_isRefused() {
    CommandRun run = run(DELEGATION, "--caller", ALICE, "--name", "Key");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--name: - is not a template or plan");
  }

  @Test
  void json_refused_hasTheStatementAsAnObject() {
    assertThat(run(USE, "--caller", ALICE, "--json").out())
        .startsWith("{\"verdict\":\"refused\",\"reason\":\"")
        .contains("\"missingStatement\":{\"Sid\":\"Enable IAM policies\",")
        .endsWith(
            "\"fix\":\"add the statement\",\"laterChanges\":{\"by\":\"nobody\"},"
                + "\"mustExist\":[{\"principal\":\"arn:aws:iam::111122223333:role/App\"}]}\n");
  }

  @Test
  void text_withoutDirectory_namesTheUnknownLayers() {
    CommandRun run = run(DELEGATION, "--caller", ALICE);

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("indeterminate: the key policy lets IAM policies allow `kms:PutKeyPolicy`")
        .contains("\n  unknown layers: ")
        .contains("identity")
        .endsWith("later changes: identities of account 111122223333\n");
    assertThat(run(DELEGATION, "--caller", ALICE, "--json").out())
        .contains(
            "\"verdict\":\"indeterminate\"", "\"policies\":[\"identity\"", "\"by\":\"identities\"");
  }

  @Test
  @DisplayName(
      "6.11: KMS would accept a policy that denies requests without a key of every request")
  void text_denyWithoutAlwaysPresentKey_deniesNothing() {
    String deny =
        "{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*',"
            + "'Condition':{'Null':{'%s':'true'}}}";
    String allow =
        "{'Effect':'Allow','Principal':{'AWS':'" + ALICE + "'},'Action':'kms:*','Resource':'*'}";
    String policy = "{'Version':'2012-10-17','Statement':[" + allow + "," + deny + "]}";

    String always = policy.formatted("aws:SecureTransport").replace('\'', '"');
    assertThat(run(always, "--caller", ALICE).out()).contains("\nlater changes: " + ALICE);
    assertThat(run(always, "--caller", ALICE).out()).doesNotContain("aws:SecureTransport");
    String perhaps = policy.formatted("aws:SourceVpce").replace('\'', '"');
    assertThat(run(perhaps, "--caller", ALICE).out()).contains("aws:SourceVpce");
  }

  @Test
  @DisplayName("1.7: the path of the role of --caller is that of the directory")
  void text_roleWithPath_hasThePathOfTheDirectory(@TempDir Path folder) throws IOException {
    String policy = DELEGATION.replace(":root", ":role/ops/App");
    String session = "arn:aws:sts::111122223333:assumed-role/App/one";
    Path role = folder.resolve("dir/111122223333/roles/App");
    Files.createDirectories(role.resolve("identity"));
    Files.writeString(
        folder.resolve("dir/directory.properties"),
        "none = identity, boundary, session, scp, rcp," + " endpoint\n");
    String[] asked = {"lockout", "-", "--caller", session, "--policies", "dir"};
    assertThat(CommandRun.in(folder, policy, asked).out()).startsWith("indeterminate: ");

    Files.writeString(
        role.resolve("role.json"),
        "{\"Role\":{\"Path\":\"/ops/\",\"RoleName\":\"App\","
            + "\"Arn\":\"arn:aws:iam::111122223333:role/ops/App\"}}");
    assertThat(CommandRun.in(folder, policy, asked).out()).startsWith("accepted");
  }

  @Test
  @DisplayName("5.21: a policy that names one user names it as the one who could change it later")
  void text_policyThatNamesOneUser_isTheUser() {
    String alone = "{'AWS':'" + ALICE + "'},'Action':'kms:*','Resource':'*'";
    String byArn = ",'Condition':{'ArnEquals':{'aws:PrincipalArn':'" + ALICE + "'}}";
    String byName = ",'Condition':{'StringEquals':{'aws:username':'alice'}}";
    String everybody = "identities of account 111122223333";
    Map<String, String> expected =
        Map.of(
            alone,
            ALICE,
            alone.replace("user/alice", "root") + byArn,
            everybody + " that the conditions name",
            alone.replace("user/alice", "root") + byName,
            everybody + " that the conditions name",
            alone.replace("user/alice", "root"),
            everybody,
            alone + ",'Condition':{'StringEquals':{'aws:PrincipalType':'FederatedUser'}}",
            "a federated session of " + ALICE);
    for (Map.Entry<String, String> one : expected.entrySet()) {
      String statement = "{'Effect':'Allow','Principal':" + one.getKey() + "}";
      String policy = "{'Version':'2012-10-17','Statement':[" + statement + "]}";

      assertThat(run(policy.replace('\'', '"'), "--caller", ALICE).out())
          .endsWith("\nlater changes: " + one.getValue() + "\n");
    }
  }

  @Test
  @DisplayName("A policy directory makes the caller's policies known")
  void text_withDirectory_isCertain(@TempDir Path directory) throws Exception {
    Path alice = directory.resolve("111122223333/users/alice/identity");
    Files.createDirectories(alice);
    Files.writeString(
        directory.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, endpoint\n");
    Files.writeString(
        alice.resolve("admin.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
            + " \"kms:*\", \"Resource\": \"*\"}}");
    CommandRun run =
        run(DELEGATION, "--caller", ALICE, "--policies", directory.toString(), "--key", KEY);

    assertThat(run.out())
        .isEqualTo("accepted\nlater changes: identities of account 111122223333\n");
    assertThat(run.status()).isZero();
    assertThat(
            run(DELEGATION, "--caller", ALICE, "--policies", directory.toString(), "--json").out())
        .startsWith("{\"verdict\":\"accepted\",\"laterChanges\":{")
        .endsWith("\"mustExist\":[]}\n");
  }

  @Test
  @DisplayName("A role that a directory of all roles does not have is not found: refused")
  void text_principalMissing_isRefused(@TempDir Path directory) throws Exception {
    Path app = Files.createDirectories(directory.resolve("111122223333/roles/App"));
    Files.writeString(
        app.resolve("role.json"), "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/App\"}}");
    String[] options = {"--caller", ALICE, "--policies", directory.toString(), "--bypass"};
    String typo = DELEGATION.replace(":root", ":role/Ap").replace("kms:*", "kms:Decrypt");
    assertThat(run(typo, options).out()).contains("accepted\n").contains("role/Ap\n");

    Files.writeString(
        directory.resolve("directory.properties"),
        "principals = complete as of 2026-01-01T00:00:00Z\n");
    CommandRun run = run(typo, options);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .startsWith(
            "refused: the key policy names what does not exist:"
                + " `arn:aws:iam::111122223333:role/Ap`: it was not among the users and roles of"
                + " its account at 2026-01-01T00:00:00Z; did you mean"
                + " `arn:aws:iam::111122223333:role/App`? [principal-not-found]\n"
                + "  fix: correct the name, or create the user or role first\n");
    assertThat(run(USE, options).out()).doesNotContain("must exist");
  }

  @Test
  @DisplayName("A role of IAM Identity Center as the only administrator is a warning")
  void text_onlyAdministratorOfIdentityCenter_isAWarning() {
    String role = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
    CommandRun run = run(DELEGATION.replace("root", "role/" + role), "--caller", ALICE, "--bypass");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("\nwarning: only `arn:aws:iam::111122223333:role/" + role + "` could change")
        .contains("[sole-administrator]\n");
  }

  @Test
  void status_bypass_isThatOfTheLaterChanges() {
    CommandRun lost = run(USE, "--caller", ALICE, "--bypass");

    assertThat(lost.status()).isEqualTo(1);
    assertThat(lost.out())
        .startsWith("accepted\n")
        .endsWith("must exist before this is applied:\n  arn:aws:iam::111122223333:role/App\n");
    assertThat(run(DELEGATION, "--caller", ALICE, "--bypass").status()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "{\"by\":\"services\", \"Service\": \"logs.us-east-1.amazonaws.com\", warning: only AWS"
        + " services",
    "{\"by\":\"deleted\", \"AWS\": \"AIDACKCEVSQ6C2EXAMPLE\", error: only principals that the"
        + " policy",
  })
  void text_laterChanges_haveASeverity(String by, String principal, String sentence) {
    String policy =
        DELEGATION.replace("\"AWS\": \"arn:aws:iam::111122223333:root\"", principal.strip());

    assertThat(run(policy, "--caller", ALICE).out()).contains("later changes: " + sentence);
    assertThat(run(policy, "--caller", ALICE, "--json").out()).contains("\"laterChanges\":" + by);
  }

  @ParameterizedTest
  @CsvSource({
    "logs.amazonaws.com, '', --caller: `logs.amazonaws.com` is a service",
    "alice, '', `alice` is not a caller",
    ALICE + ", arn:aws:kms:us-west-2:111122223333:alias/a, is not the ARN of a key",
  })
  void call_wrongNames_areRefused(String caller, String key, String message) {
    CommandRun run =
        key.isEmpty()
            ? run(DELEGATION, "--caller", caller)
            : run(DELEGATION, "--caller", caller, "--key", key);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void call_missingFile_isRefused() {
    CommandRun run =
        CommandRun.in(Path.of(""), "", "lockout", "no-such-file.json", "--caller", ALICE);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("no-such-file.json: there is no such file\n");
  }

  @Test
  @DisplayName("4.2: an endpoint policy limits only calls through the endpoint, so it leaves open")
  void policies_endpoint_isOpen(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("key.json"), DELEGATION.replace(":root", ":user/alice"));
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        policies.resolve("directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants\n");
    String endpoint =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
          "Action": "ACTION", "Resource": "*"}]}
        """;

    Files.writeString(policies.resolve("endpoint.json"), endpoint.replace("ACTION", "kms:Encrypt"));
    CommandRun limited =
        CommandRun.in(
            folder, "", "lockout", "key.json", "--caller", ALICE, "--policies", "policies");
    assertThat(limited.status()).as(limited.out() + limited.err()).isEqualTo(3);
    assertThat(limited.out()).startsWith("indeterminate: ").contains("unknown layers: endpoint");

    Files.writeString(policies.resolve("endpoint.json"), endpoint.replace("ACTION", "*"));
    CommandRun free =
        CommandRun.in(
            folder, "", "lockout", "key.json", "--caller", ALICE, "--policies", "policies");
    assertThat(free.out()).startsWith("accepted\n");
  }
}
