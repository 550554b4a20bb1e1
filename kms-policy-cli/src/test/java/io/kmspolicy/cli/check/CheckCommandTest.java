package io.kmspolicy.cli.check;

import static io.kmspolicy.cli.check.CheckedDirectories.APP;
import static io.kmspolicy.cli.check.CheckedDirectories.DELEGATION;
import static io.kmspolicy.cli.check.CheckedDirectories.KEY_ID;
import static io.kmspolicy.cli.check.CheckedDirectories.OTHER_ID;
import static io.kmspolicy.cli.check.CheckedDirectories.PARTNER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.sarif.SarifSchema;
import java.io.IOException;
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

/** {@code kms-policy check} on policy directories and documents: parts, formats, exit statuses. */
final class CheckCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ADMIN = "arn:aws:iam::111122223333:role/Admin";
  private static final Path ROOT = Path.of("..");

  @TempDir private Path folder;
  private CheckedDirectories directories;

  @BeforeEach
  void write() throws IOException {
    directories = new CheckedDirectories(folder);
  }

  private static JsonNode part(CommandRun run, String name) throws IOException {
    for (JsonNode part : MAPPER.readTree(run.out()).get("parts")) {
      if (part.get("part").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError(name + " is not in " + run.out());
  }

  private static List<String> sarif(CommandRun run) throws IOException {
    JsonNode log = MAPPER.readTree(run.out());
    assertThat(SarifSchema.problems(log)).isEmpty();
    List<String> results = new ArrayList<>();
    for (JsonNode result : log.get("runs").get(0).get("results")) {
      JsonNode place = result.get("locations").get(0).get("physicalLocation");
      results.add(
          result.get("ruleId").asText()
              + " "
              + result.get("level").asText()
              + " "
              + place.get("artifactLocation").get("uri").asText()
              + ":"
              + place.get("region").get("startLine").asInt());
    }
    return results;
  }

  private static String policyFile(String id) {
    return "after/" + CheckedDirectories.keyFolder(id) + "/policy.json";
  }

  @ParameterizedTest
  @CsvSource({"text", "markdown"})
  @DisplayName("A line break in a text of a policy makes no line of the report")
  void check_lineBreakInAPolicy_isEscaped(String format) throws IOException {
    directories.key(
        "after",
        KEY_ID,
        DELEGATION,
        PARTNER.replace("\"Partner\"", "\"x\\n::error::pwned\\u001b[2J\""));

    CommandRun run = directories.check("--format", format);

    assertThat(run.out()).contains("x\\n::error::pwned\\u001b[2J");
    assertThat(run.out().lines().map(String::strip)).noneMatch(line -> line.startsWith("::error"));
  }

  @Test
  @DisplayName("A change that is fine passes in every format: exit status 0")
  void check_fine_passes() throws IOException {
    directories.key("after", KEY_ID, DELEGATION);

    CommandRun text = directories.check();
    assertThat(text.status()).as(text.out()).isZero();
    assertThat(text.out())
        .isEqualTo(
            """
            check: from before to after
              lint        passed     0 new findings, 0 old
              lockout     passed     1 key policy
              new-access  passed     proven: no request is allowed that was not allowed before

            new-access: what was compared
              left out: keys of other accounts than 111122223333
            """);
    assertThat(directories.check("--format", "markdown").out())
        .startsWith("### kms-policy check: passed\n")
        .containsOnlyOnce("<details>")
        .contains("<summary>new-access: <code>what was compared</code></summary>");
    assertThat(part(directories.check("--format", "json"), "new-access").get("outcome").asText())
        .isEqualTo("passed");
    assertThat(sarif(directories.check("--format", "sarif"))).isEmpty();
  }

  @Test
  @DisplayName("5.5: the policy of an AWS managed key is fixed, so it locks nobody out")
  void check_awsManagedKey_isNoLockout() throws IOException {
    for (String side : List.of("before", "after")) {
      directories.key(side, KEY_ID, APP);
      Files.writeString(
          folder.resolve(side).resolve(CheckedDirectories.keyFolder(KEY_ID)).resolve("key.json"),
          """
          {"KeyMetadata": {"KeyId": "%1$s", "KeyManager": "AWS",
            "Arn": "arn:aws:kms:us-west-2:111122223333:key/%1$s"}}
          """
              .formatted(KEY_ID));
    }

    CommandRun run = directories.check();

    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out())
        .contains("  lint        passed     0 new findings, 0 old\n")
        .contains("  lockout     passed     no key policy but 1 of AWS managed keys\n");
  }

  @Test
  @DisplayName("4.15, 5.13: an exception for an ARN of another account locks out")
  void check_exceptionForAForeignArn_fails() throws IOException {
    directories.key("before", KEY_ID, DELEGATION);
    directories.key(
        "after",
        KEY_ID,
        DELEGATION,
        """
        {"Effect": "Deny", "Principal": "*", "Action": "kms:PutKeyPolicy", "Resource": "*",
         "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/Admin"}}}
        """);

    CommandRun run = directories.check();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("  lint        failed     1 new finding (1 error), 0 old\n")
        .contains("  lockout     failed     1 key policy, 1 failed\n");
  }

  @Test
  @DisplayName("A key policy that locks out fails in every format: exit status 1")
  void check_lockout_fails() throws IOException {
    directories.key("after", KEY_ID, APP);

    CommandRun text = directories.check();
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.out())
        .contains("  lockout     failed     1 key policy, 1 failed\n")
        .contains(
            "lockout: failed: " + policyFile(KEY_ID) + "\n  later changes: error: nobody; the");
    JsonNode part = part(directories.check("--format", "json"), "lockout");
    assertThat(part.get("outcome").asText()).isEqualTo("failed");
    assertThat(part.get("keyPolicies").get(0).get("laterChanges").get("by").asText())
        .isEqualTo("nobody");
    assertThat(sarif(directories.check("--format", "sarif")))
        .contains("key-lockout error " + policyFile(KEY_ID) + ":1");
    assertThat(directories.check("--format", "markdown").out())
        .contains("| lockout | :x: failed | 1 key policy, 1 failed |")
        .contains("later changes: error: nobody");
  }

  @Test
  @DisplayName("A change that grants something new fails in every format: exit status 1")
  void check_newAccess_fails() throws IOException {
    directories.key("after", KEY_ID, DELEGATION, APP, PARTNER);

    CommandRun text = directories.check();
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.out())
        .contains("  new-access  failed     another account gains use\n")
        .contains("    caller: arn:aws:sts::444455556666:assumed-role/Partner/")
        .contains(", line 6, /Statement/2 (Partner)\n");
    JsonNode part = part(directories.check("--format", "json"), "new-access");
    assertThat(part.get("outcome").asText()).isEqualTo("failed");
    assertThat(part.get("gains").get(0).get("gains").asText()).isEqualTo("use");
    assertThat(sarif(directories.check("--format", "sarif")))
        .contains("prove-no-new-access error " + policyFile(KEY_ID) + ":6");
    assertThat(directories.check("--format", "markdown").out())
        .contains("| new-access | :x: failed | another account gains use |")
        .contains("444455556666:assumed-role/Partner/");
  }

  @Test
  @DisplayName(
      "Several keys on which one principal gains the same are one row, with each statement")
  void newAccess_severalKeys_areOneRow() throws IOException {
    directories.key("before", OTHER_ID, DELEGATION);
    directories.key("after", OTHER_ID, DELEGATION, PARTNER);
    directories.key("after", KEY_ID, DELEGATION, APP, PARTNER);

    CommandRun run = directories.check();

    String key = "arn:aws:kms:us-west-2:111122223333:key/";
    assertThat(run.out())
        .contains("  new-access  failed     another account gains use\n")
        .containsOnlyOnce(" of another account: use\n")
        .contains(KEY_ID + "/policy.json, line 6, /Statement/2 (Partner)\n")
        .contains(OTHER_ID + "/policy.json, line 4, /Statement/1 (Partner)\n");
    JsonNode rows = part(directories.check("--format", "json"), "new-access").get("gains");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("resources").findValuesAsText("resource"))
        .containsExactlyInAnyOrder(key + KEY_ID, key + OTHER_ID);
  }

  @Test
  @DisplayName("On a new key, only access from outside of its account is new")
  void newAccess_newKey_isComparedWithItsAccount() throws IOException {
    directories.key("after", OTHER_ID, DELEGATION, APP);

    CommandRun own = directories.check();
    assertThat(own.status()).as(own.out()).isZero();
    assertThat(own.out())
        .contains("proven: no request is allowed that was not allowed before; 1 new key\n")
        .contains("key/" + OTHER_ID + "\n  use by callers of the key's own account counts as");

    directories.key("after", OTHER_ID, DELEGATION, PARTNER);
    CommandRun foreign = directories.check();
    assertThat(foreign.status()).isEqualTo(1);
    assertThat(foreign.out()).contains("caller: arn:aws:sts::444455556666:assumed-role/Partner/");
  }

  @Test
  @DisplayName("A new role that may use an existing key is new access")
  void newAccess_newRole_isFound() throws IOException {
    Path role = folder.resolve("after/111122223333/roles/New/identity");
    Files.createDirectories(role);
    Files.writeString(
        role.resolve("use.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
            + " \"kms:Encrypt\", \"Resource\": \"*\"}}");

    CommandRun run = directories.check();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("caller: arn:aws:sts::111122223333:assumed-role/New/");
  }

  @Test
  @DisplayName("Before the first policies there is an empty directory: every finding is new")
  void check_emptyBefore_isCompared() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    CommandRun run =
        CommandRun.in(folder, "", "check", "--before", empty.toString(), "--after", "after");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("; 1 new key\n");
  }

  @Test
  @DisplayName("An indeterminate proof is indeterminate, not passed: exit status 3")
  void check_undecided_isSaid() throws IOException {
    String never = APP.replace("}}", "}}").replace("\"*\"}", "\"*\", \"Condition\": %s}");
    directories.key(
        "before", KEY_ID, DELEGATION, never.formatted("{\"Null\": {\"aws:SourceIp\": []}}"));
    directories.key(
        "after",
        KEY_ID,
        DELEGATION,
        never.formatted("{\"StringEquals\": {\"aws:ResourceTag/team\": \"a\"}}"));

    CommandRun run = directories.check("--fail-on", "lint=never");

    assertThat(run.status()).as(run.out()).isEqualTo(3);
    assertThat(run.out())
        .contains(
            "  new-access  indeterminate not decided whether a request is allowed that was not")
        .contains("  indeterminate: no-new-access\n");
    assertThat(part(directories.check("--format", "json"), "new-access").get("outcome").asText())
        .isEqualTo("indeterminate");
    assertThat(directories.check("--format", "markdown").out())
        .contains("| new-access | :grey_question: indeterminate |");
    assertThat(sarif(directories.check("--format", "sarif")))
        .anyMatch(result -> result.startsWith("prove-no-new-access warning "));
    assertThat(directories.check("--fail-on", "lint=never,new-access=certain").status()).isZero();
  }

  @Test
  @DisplayName("Findings that were there before are counted, and do not fail")
  void lint_oldFinding_isCounted() throws IOException {
    String typo = APP.replace("kms:Decrypt", "kms:Decrypty");
    directories.key("before", KEY_ID, DELEGATION, typo);
    directories.key("after", KEY_ID, APP.replace("App", "Sids"), DELEGATION, typo);

    CommandRun run = directories.check("--fail-on", "new-access=never");

    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out()).contains("  lint        passed     0 new findings, 1 old\n");

    directories.key("after", KEY_ID, DELEGATION, typo, typo.replace("\"App\"", "\"App2\""));
    CommandRun second = directories.check();
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.out()).contains("1 new finding (1 error), 1 old").contains("kms:Decrypty");
    JsonNode findings = part(directories.check("--format", "json"), "lint").get("findings");
    assertThat(findings.findValuesAsText("isNew")).containsExactly("false", "true");
    assertThat(directories.check("--format", "sarif").out())
        .contains("\"baselineState\": \"unchanged\"", "\"baselineState\": \"new\"");
  }

  @Test
  @DisplayName("With a caller, the lockout check is about this caller's call")
  void lockout_caller_isAsked() throws IOException {
    CommandRun open = directories.check("--caller", ADMIN);
    assertThat(open.status()).as(open.out()).isEqualTo(1);
    assertThat(open.out())
        .contains("lockout: failed: ")
        .contains("  caller: " + ADMIN + "\n")
        .contains("  refused: ");

    Files.writeString(folder.resolve("after/directory.properties"), "none = grants\n");
    CommandRun unknown = directories.check("--caller", ADMIN, "--fail-on", "new-access=never");
    assertThat(unknown.status()).as(unknown.out()).isEqualTo(3);
    assertThat(unknown.out())
        .contains("lockout: indeterminate: ")
        .contains("  indeterminate: the key policy");
    assertThat(
            directories
                .check("--caller", ADMIN, "--fail-on", "new-access=never,lockout=certain")
                .status())
        .isZero();
  }

  @Test
  @DisplayName("With trails, the calls that the change breaks are listed")
  void replay_breaks_fails() throws IOException {
    String[] examples = {
      "check",
      "--before",
      "docs/examples/policies",
      "--after",
      "docs/examples/proposed",
      "--trail",
      "docs/examples/trail.jsonl"
    };
    CommandRun text = CommandRun.in(ROOT, "", examples);
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.out())
        .contains("  replay      failed     5 events judged, 2 break\n")
        .contains("2 events, 1 question: the proposed policies BREAK");

    String[] json = List.of(examples).toArray(new String[9]);
    json[7] = "--format";
    json[8] = "json";
    assertThat(part(CommandRun.in(ROOT, "", json), "replay").get("proposed").get("breaks"))
        .isNotNull();
    json[8] = "sarif";
    assertThat(sarif(CommandRun.in(ROOT, "", json)))
        .anyMatch(result -> result.startsWith("replay-breaks error docs/examples/proposed/"));
    json[8] = "markdown";
    assertThat(CommandRun.in(ROOT, "", json).out())
        .contains("| replay | :x: failed | 5 events judged, 2 break |");
  }

  @Test
  @DisplayName(
      "A trail whose records are lost gives exit status 2, but a certain failure goes before it")
  void replay_lost_isLost() throws IOException {
    Files.writeString(folder.resolve("trail.json"), "{\"Records\": [{\"eventSource\": ");
    directories.key("after", KEY_ID, APP);

    CommandRun run = directories.check("--trail", "trail.json", "--fail-on", "replay=never");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("  lockout     failed")
        .contains("  replay      lost ")
        .contains("replay: records that could not be read\n  trail.json");
    directories.key("after", KEY_ID, DELEGATION);
    assertThat(directories.check("--trail", "trail.json", "--fail-on", "replay=never").status())
        .isEqualTo(2);
    assertThat(directories.check("--trail", "no-such.json").status()).isEqualTo(2);
  }

  @Test
  @DisplayName("A broken policy after the change: lint names the place, the proof is lost")
  void check_brokenAfter_isLost() throws IOException {
    directories.write("after", KEY_ID, "{\"Version\": \"2012-10-17\", \"Statement\": [\n  {]}");

    CommandRun run = directories.check();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains(policyFile(KEY_ID) + ":2:4: error: ")
        .contains("  new-access  lost       not decided, because input could not be read\n")
        .contains("new-access: what could not be read\n");
    assertThat(directories.check("--fail-on", "lint=never,lockout=never").status()).isEqualTo(2);
    assertThat(directories.check("--format", "markdown").out()).contains(":boom: lost");
    assertThat(sarif(directories.check("--format", "sarif")))
        .anyMatch(result -> result.startsWith("new-access-lost error after/"));
  }

  @ParameterizedTest
  @CsvSource({
    "--fail-on, lint, --fail-on: `lint` is not of the form PART=WHEN",
    "--fail-on, lnt=error, `lnt` is not a value of --fail-on; it must be one of lint",
    "--fail-on, lint=certain, `certain` is not a value of --fail-on lint; it must be one of error",
    "--fail-on, replay=error, 'it must be one of indeterminate, certain, never'",
    "--format, html, '`html` is not a value of --format; it must be one of text, json, sarif'",
    "--caller, kms.amazonaws.com, is a service",
    "--caller, alice, `alice` is not a caller",
    "--account, 12, --account: `12` is not an account id",
    "--scope, all, `all` is no scope",
    "--assume, a, is not of the form KEY=VALUE",
  })
  void check_wrongOption_isRefused(String option, String value, String message) {
    CommandRun run = directories.check(option, value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message);
  }

  @Test
  void check_missingSide_isRefused() {
    CommandRun run = CommandRun.in(folder, "", "check", "--before", "no", "--after", "after");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("no: there is no such file or directory\n");
    assertThat(CommandRun.in(folder, "", "check", "--before", "before").err())
        .startsWith("`--after POLICIES` is missing\n");
  }

  @Test
  @DisplayName("Documents are compared as prove compares them")
  void check_documents_areCompared() {
    String[] documents = {
      "check",
      "--before",
      "docs/examples/prove/reference.json",
      "--after",
      "docs/examples/prove/candidate.json",
      "--scope",
      "document"
    };
    CommandRun run = CommandRun.in(ROOT, "", documents);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("  lockout     passed     no key policy\n")
        .contains("caller: any user or role, such as")
        .contains("by: docs/examples/prove/candidate.json, line 4, /Statement/0 (ReadReports)");
    assertThat(CommandRun.in(ROOT, "", List.of(documents).subList(0, 5).toArray(String[]::new)))
        .matches(other -> other.status() == 2)
        .matches(other -> other.out().contains("use --scope document"));
  }
}
