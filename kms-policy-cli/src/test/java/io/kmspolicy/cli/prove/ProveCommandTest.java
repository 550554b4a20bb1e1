package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.reader.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output and the exit status of {@code kms-policy prove}. */
final class ProveCommandTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Path EXAMPLES = Path.of("../docs/examples");

  @TempDir private Path folder;

  private static String policy(String condition) {
    return """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
       "Resource": "*"},
      {"Sid": "App", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
       "Action": "kms:Decrypt", "Resource": "*", "Condition": CONDITION}]}
    """
        .replace("CONDITION", condition);
  }

  @BeforeEach
  void writePolicies() throws IOException {
    String via = "{\"StringLike\": {\"kms:ViaService\": \"%s\"}}";
    Files.writeString(folder.resolve("narrow.json"), policy(via.formatted("s3.us-*")));
    Files.writeString(folder.resolve("wide.json"), policy(via.formatted("s3.*")));
    Files.writeString(
        folder.resolve("tagged.json"),
        policy("{\"StringEquals\": {\"aws:ResourceTag/team\": \"a\"}}"));
    Files.writeString(folder.resolve("never.json"), policy("{\"Null\": {\"aws:SourceIp\": []}}"));
  }

  private CommandRun run(String... args) {
    return CommandRun.in(
        folder, "", Stream.concat(Stream.of("prove"), Stream.of(args)).toArray(String[]::new));
  }

  @Test
  @DisplayName("A narrower policy is proven to allow nothing new: exit status 0")
  void noNewAccess_narrower_isProven() {
    CommandRun run = run("no-new-access", "--before", "wide.json", "--after", "narrow.json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("proven: no-new-access\n").contains("catalogue of 20");
  }

  @Test
  @DisplayName("A wider policy is refuted by a request: exit status 1, with caller, key and place")
  void noNewAccess_wider_isRefuted() {
    CommandRun run = run("no-new-access", "--before", "narrow.json", "--after", "wide.json");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("refuted: no-new-access\n")
        .contains("  caller: arn:aws:sts::111122223333:assumed-role/App/")
        .contains("  action: kms:Decrypt\n")
        .contains("  kms:ViaService: s3.")
        .contains("  after: allowed\n")
        .contains("  by: wide.json, line 4, /Statement/1 (App)\n");
  }

  @Test
  @DisplayName("A policy whose effect AWS does not document is indeterminate: exit status 3")
  void noNewAccess_openRule_isUndecided() {
    CommandRun run = run("no-new-access", "--before", "never.json", "--after", "tagged.json");

    assertThat(run.status()).as(run.err()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("indeterminate: no-new-access\n")
        .contains("aws:ResourceTag/team");
  }

  @ParameterizedTest
  @CsvSource({
    "BoolIfExists, aws:SecureTransport, false",
    "BoolIfExists, aws:ViaAWSService, true",
    "DateGreaterThanIfExists, aws:CurrentTime, 2027-01-01T00:00:00Z"
  })
  @DisplayName(
      "4.13, 6.11: `IfExists` on a key of every request can go; a service's own call by a grant"
          + " that is not known may lack a key of the transport, and is left out by name")
  void noNewAccess_ifExistsOfAlwaysPresentKey_isProven(String operator, String key, String value)
      throws IOException {
    String before =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
           "Resource": "*"},
          {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
           "Condition": {"%s": {"%s": "%s"}}}]}
        """
            .formatted(operator, key, value);
    Files.writeString(folder.resolve("if-exists.json"), before);
    Files.writeString(folder.resolve("plain.json"), before.replace("IfExists", ""));
    String[] change = {"no-new-access", "--before", "if-exists.json", "--after", "plain.json"};

    CommandRun unknown = run(change);
    CommandRun none =
        run(
            Stream.concat(Stream.of(change), Stream.of("--assume-none", "grants"))
                .toArray(String[]::new));

    assertThat(none.status()).as(none.out() + none.err()).isZero();
    assertThat(none.out()).doesNotContain("left out: calls");
    assertThat(unknown.status()).as(unknown.out()).isZero();
    if (key.equals("aws:CurrentTime")) {
      assertThat(unknown.out()).doesNotContain("left out: calls");
    } else {
      assertThat(unknown.out())
          .contains("left out: calls that AWS services make for themselves by grants")
          .contains("whether AWS sends such values of `" + key + "`");
    }
  }

  @Test
  @DisplayName("The scenarios in the JSON output are read by evaluate, and decided as printed")
  void json_refuted_holdsScenarios() {
    CommandRun run =
        run("no-new-access", "--before", "narrow.json", "--after", "wide.json", "--json");
    String before = run.out().replaceFirst(".*\"before\":", "").replaceFirst(",\"after\":.*\n", "");
    String after =
        run.out().replaceFirst(".*\"after\":", "").replaceFirst(",\"openRules\":.*\n", "");

    assertThat(run.out()).startsWith("{\"claim\":\"no-new-access\",\"verdict\":\"refuted\",");
    assertThat(ScenarioReader.create().read(after).expected()).isPresent();
    CommandRun evaluated =
        CommandRun.in(folder, before + "\n" + after + "\n", "evaluate", "--check", "-");
    assertThat(evaluated.status()).as(evaluated.out() + evaluated.err()).isZero();
  }

  @Test
  @DisplayName("SARIF points at the statement that grants")
  void sarif_refuted_pointsAtTheStatement() {
    CommandRun run =
        run("no-new-access", "--before", "narrow.json", "--after", "wide.json", "--sarif");

    assertThat(run.out())
        .contains("\"ruleId\": \"prove-no-new-access\"", "\"uri\": \"wide.json\"")
        .contains("\"startLine\": 4");
  }

  @Test
  @DisplayName("Equal policies are equivalent, others are refuted in either direction")
  void equivalent_bothDirections_areCompared() {
    assertThat(run("equivalent", "--before", "wide.json", "--after", "wide.json").status())
        .isZero();
    assertThat(run("equivalent", "--before", "wide.json", "--after", "narrow.json").status())
        .isEqualTo(1);
    assertThat(run("equivalent", "--before", "narrow.json", "--after", "wide.json").status())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("not-granted: other accounts are never allowed, the role is")
  void notGranted_principals_areDistinguished() {
    CommandRun others =
        run(
            "not-granted",
            "wide.json",
            "--action",
            "kms:*",
            "--principal",
            "arn:aws:iam::444455556666:*");
    assertThat(others.status()).as(others.out() + others.err()).isZero();
    CommandRun role =
        run(
            "not-granted",
            "wide.json",
            "--action",
            "kms:Decrypt",
            "--principal",
            "arn:aws:iam::111122223333:role/App");
    assertThat(role.status()).as(role.err()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "no-public: everybody is public, callers of a trusted account or organization are not")
  void noPublic_trusted_isLeftOut() throws IOException {
    Files.writeString(
        folder.resolve("org.json"),
        policy("{}")
            .replace("{\"AWS\": \"arn:aws:iam::111122223333:role/App\"}", "\"*\"")
            .replace("{}", "{\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-1\"}}"));

    assertThat(run("no-public", "wide.json").status()).isZero();
    CommandRun open = run("no-public", "org.json");
    assertThat(open.status()).as(open.out() + open.err()).isEqualTo(1);
    CommandRun trusted = run("no-public", "org.json", "--trusted-org", "o-1");
    assertThat(trusted.status()).as(trusted.out() + trusted.err()).isZero();
  }

  private CommandRun noPublic(String principal, String condition, String... options)
      throws IOException {
    Files.writeString(
        folder.resolve("service.json"),
        policy("{" + condition.replace('\'', '"') + "}")
            .replace("{\"AWS\": \"arn:aws:iam::111122223333:role/App\"}", principal));
    List<String> args = new ArrayList<>(List.of("no-public", "service.json"));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  @Test
  @DisplayName("no-public says that services are left out, and --services counts confused deputies")
  void noPublic_services_areCountedIfAsked() throws IOException {
    String service = "{\"Service\": \"logs.amazonaws.com\"}";
    CommandRun without = noPublic(service, "");
    assertThat(without.out())
        .startsWith("proven: ")
        .contains("  left out: AWS services that call for themselves; --services counts them\n");
    CommandRun with = noPublic(service, "", "--services");
    assertThat(with.out())
        .startsWith("refuted: ")
        .contains("  caller: logs.amazonaws.com\n")
        .doesNotContain("left out: AWS services");
    String own = "'StringEquals':{'aws:SourceAccount':'111122223333'}";
    assertThat(noPublic(service, own, "--services").out()).startsWith("proven: ");
    assertThat(noPublic(service, own.replace("Equals", "EqualsIfExists"), "--services").out())
        .startsWith("refuted: ");
    String arn = "'ArnLike':{'aws:SourceArn':'arn:aws:logs:*:%s:*'}";
    assertThat(noPublic(service, arn.formatted("111122223333"), "--services").out())
        .startsWith("proven: ");
    assertThat(noPublic(service, arn.formatted("*"), "--services").out())
        .startsWith("refuted: ")
        .contains("aws:SourceArn: arn:aws:logs:");
    String other = own.replace("111122223333", "444455556666");
    assertThat(noPublic(service, other, "--services").out()).startsWith("refuted: ");
    assertThat(noPublic(service, other, "--services", "--trusted-account", "444455556666").out())
        .startsWith("proven: ");
    String organization = "'StringEquals':{'aws:SourceOrgID':'o-1'}";
    assertThat(noPublic(service, organization, "--services", "--trusted-org", "o-1").out())
        .startsWith("proven: ");
    String everybody = "'StringEquals':{'aws:PrincipalAccount':'111122223333'}";
    assertThat(noPublic("\"*\"", everybody, "--services").out()).startsWith("proven: ");
    assertThat(noPublic("\"*\"", everybody.replace("Equals", "EqualsIfExists"), "--services").out())
        .startsWith("refuted: ");
  }

  @Test
  @DisplayName("Directories: the whole combining algorithm decides, with all layers and grants")
  void noNewAccess_directories_areCompared() {
    Path policies = EXAMPLES.resolve("policies").toAbsolutePath();
    Path proposed = EXAMPLES.resolve("proposed").toAbsolutePath();

    CommandRun same =
        run("no-new-access", "--before", policies.toString(), "--after", policies.toString());
    CommandRun change =
        run("no-new-access", "--before", proposed.toString(), "--after", policies.toString());

    assertThat(same.status()).as(same.err() + same.out()).isZero();
    assertThat(change.status()).as(change.err() + change.out()).isIn(0, 1);
  }

  @Test
  @DisplayName("who-could-ever lists callers with an example each")
  void whoCouldEver_keyPolicy_listsCallers() {
    CommandRun run = run("who-could-ever", "kms:Decrypt", KEY, "--policies", "wide.json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("a session of arn:aws:iam::111122223333:role/App\n")
        .contains("nobody else\n");
  }

  @Test
  @DisplayName("Wrong inputs have exit status 2")
  void inputs_wrong_areRefused() {
    assertThat(run("no-new-access", "--before", "missing.json", "--after", "wide.json").status())
        .isEqualTo(2);
    assertThat(run("no-new-access", "--after", "wide.json").status()).isEqualTo(2);
    assertThat(run().status()).isEqualTo(2);
  }

  private void writeIdentity(String file, String statements) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements.replace('\'', '"') + "]}");
  }

  private CommandRun change(String before, String after, String... options) {
    return run(
        Stream.concat(
                Stream.of("no-new-access", "--before", before, "--after", after),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  @DisplayName("--scope document compares identity policies by themselves")
  void scopeDocument_identityPolicies_areCompared() throws IOException {
    String one = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'" + KEY + "'}";
    writeIdentity("one.json", one);
    writeIdentity("all.json", one.replace(KEY, "arn:aws:kms:*:111122223333:key/*"));

    CommandRun narrower = change("all.json", "one.json", "--scope", "document");
    CommandRun wider = change("one.json", "all.json", "--scope", "document");

    assertThat(narrower.status()).as(narrower.err()).isZero();
    assertThat(wider.status()).as(wider.err()).isEqualTo(1);
    assertThat(wider.out())
        .contains("  caller: any user or role, such as arn:aws:iam::111122223333:user/")
        .containsPattern("  key: arn:aws:kms:[a-z0-9-]+:111122223333:key/[0-9a-f-]{36}\n")
        .contains("  scope: documents alone; every other layer permits the request\n")
        .contains("  by: all.json, line 1, /Statement/0\n");
    CommandRun onlyThisKey = change("one.json", "all.json", "--scope", "document", "--key", KEY);
    assertThat(onlyThisKey.status()).as(onlyThisKey.out()).isZero();
    CommandRun granted = run("not-granted", "one.json", "--action", "kms:*", "--scope", "document");
    assertThat(granted.status()).as(granted.err()).isEqualTo(1);
    assertThat(granted.out()).doesNotContain("before:");
  }

  @Test
  @DisplayName("--scope document compares key policies by themselves")
  void scopeDocument_keyPolicies_areCompared() {
    assertThat(change("wide.json", "narrow.json", "--scope", "document").status()).isZero();
    CommandRun wider = change("narrow.json", "wide.json", "--scope", "document");
    assertThat(wider.status()).as(wider.out() + wider.err()).isZero(); // the account may anyway
  }

  @Test
  @DisplayName("A file of the wrong kind is refused, with what to do")
  void documents_ofTheWrongKind_areRefused() throws IOException {
    writeIdentity("identity.json", "{'Effect':'Allow','Action':'kms:*','Resource':'*'}");
    writeIdentity("empty.json", "");
    Files.writeString(folder.resolve("grants.json"), "{\"Grants\": []}");

    CommandRun identity = change("identity.json", "identity.json");
    assertThat(identity.status()).isEqualTo(2);
    assertThat(identity.err())
        .contains("`identity.json` is an identity policy, as it names no principal")
        .contains("--scope document");
    CommandRun mixed = change("identity.json", "wide.json", "--scope", "document");
    assertThat(mixed.status()).isEqualTo(2);
    assertThat(mixed.err()).contains("`wide.json` is a key policy");
    assertThat(change("grants.json", "wide.json").err()).contains("lists grants");
    assertThat(change(".", "wide.json").err()).contains("is a policy directory");
    assertThat(change("wide.json", "wide.json", "--scope", "all").err())
        .contains("`effective` or `document`");
    CommandRun removed = change("wide.json", "empty.json", "--scope", "document");
    assertThat(removed.status()).as(removed.err()).isZero();
    CommandRun added = change("empty.json", "identity.json", "--scope", "document");
    assertThat(added.status()).as(added.err()).isEqualTo(1);
  }

  @Test
  @DisplayName("What no request can match is refused, since its proof would say nothing")
  void requests_ofNothing_areRefused() throws IOException {
    writeIdentity("identity.json", "{'Effect':'Allow','Action':'kms:*','Resource':'*'}");

    assertThat(run("not-granted", "wide.json", "--action", "kms:Decrpt").err())
        .contains("did you mean `kms:Decrypt`?");
    assertThat(run("not-granted", "wide.json", "--action", "Decrypt").status()).isEqualTo(2);
    for (String principal :
        List.of("App", "111122223333", "arn:aws:sts::111122223333:assumed-role/App/x")) {
      CommandRun run =
          run("not-granted", "wide.json", "--action", "kms:*", "--principal", principal);
      assertThat(run.status()).as(run.out()).isEqualTo(2);
      assertThat(run.err()).contains("--principal: ");
    }
    assertThat(run("no-public", "wide.json", "--trusted-account", "12").status()).isEqualTo(2);
    assertThat(run("no-public", "identity.json", "--scope", "document").err())
        .contains("`identity.json` is an identity policy");
  }

  @Test
  @DisplayName("A refuted equivalence says which side allows the request")
  void equivalent_lessAfter_isAllowedBefore() {
    CommandRun run = run("equivalent", "--before", "wide.json", "--after", "narrow.json");

    assertThat(run.out())
        .contains("  change: from wide.json to narrow.json\n")
        .contains("  before: allowed\n  after: implicitDeny\n  by: wide.json, line 4");
  }
}
